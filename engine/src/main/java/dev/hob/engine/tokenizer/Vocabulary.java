// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import dev.hob.engine.bundle.CorruptBundleException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The tokens of a file by id: bytes of the ordinary ones, names of the control tokens. Ids without
/// a token have neither. Filled once by [TokenizerFile], then never changed.
final class Vocabulary {
  private static final int MAX_LENGTH = 1024;
  private static final byte[] NONE = {};

  private final String file;
  private final byte[] @Nullable [] bytes;
  private final @Nullable String[] specials;
  private final Map<String, Integer> byName = new HashMap<>();
  private final BitSet singles = new BitSet(256);

  Vocabulary(String file, int size) {
    this.file = file;
    bytes = new byte[size][];
    specials = new String[size];
  }

  /// @throws CorruptBundleException the id is out of bounds or taken, or the token has no text
  void addControl(int id, String content) {
    check(id, content);
    Integer before = byName.put(content, id);
    String name = bare(content);
    if (before != null) {
      throw new CorruptBundleException(file, -1, "control token " + id + " is there twice");
    }
    boolean free = byName.putIfAbsent(name, id) == null || name.equals(content);
    specials[id] = free ? name : content;
  }

  /// @throws CorruptBundleException the id is out of bounds or taken, or the token has no text
  void addOrdinary(int id, String token, byte[] value) {
    check(id, token);
    bytes[id] = value;
    if (value.length == 1) {
      singles.set(value[0] & 0xff);
    }
  }

  private void check(int id, String token) {
    if (id < 0 || id >= bytes.length) {
      throw new CorruptBundleException(
          file, -1, "token id " + id + ", expected 0 to " + (bytes.length - 1));
    }
    if (token.isEmpty() || token.length() > MAX_LENGTH) {
      throw new CorruptBundleException(
          file, -1, "token " + id + " has " + token.length() + " characters, expected 1 to 1024");
    }
    if (bytes[id] != null || specials[id] != null) {
      throw new CorruptBundleException(file, -1, "id " + id + " has two tokens");
    }
  }

  private static String bare(String content) {
    boolean barred = content.length() > 4 && content.startsWith("<|") && content.endsWith("|>");
    return barred ? content.substring(2, content.length() - 2) : content;
  }

  /// Bytes that are a token of their own.
  BitSet singleBytes() {
    return singles;
  }

  int size() {
    return bytes.length;
  }

  /// Whether `id` is a token and no control token.
  boolean ordinary(int id) {
    return id >= 0 && id < bytes.length && bytes[id] != null;
  }

  boolean known(int id) {
    return ordinary(id) || specialName(id).isPresent();
  }

  /// @throws IllegalArgumentException `id` is outside of the vocabulary
  byte[] bytes(int id) {
    if (id < 0 || id >= bytes.length) {
      throw new IllegalArgumentException("token " + id + " of " + bytes.length);
    }
    byte @Nullable [] value = bytes[id];
    return value == null ? NONE : value;
  }

  OptionalInt special(String name) {
    Integer id = byName.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Optional<String> specialName(int id) {
    return id < 0 || id >= specials.length ? Optional.empty() : Optional.ofNullable(specials[id]);
  }

  /// `ids` of a config, each of which must be a token.
  ///
  /// @throws CorruptBundleException one is not
  List<Integer> checked(String field, List<Integer> ids) {
    for (int id : ids) {
      if (!known(id)) {
        throw new CorruptBundleException(
            file, -1, field + " " + id + " is no token of the vocabulary of " + bytes.length);
      }
    }
    return ids;
  }
}
