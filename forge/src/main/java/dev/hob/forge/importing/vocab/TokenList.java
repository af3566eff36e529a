// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import dev.hob.engine.bundle.CorruptBundleException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A vocabulary's tokens by id, as the file spells them; an empty spelling is no token. Immutable.
final class TokenList {
  /// Longest spelling in UTF-16 units, as the engine's tokenizer bounds it; also bounds the work on
  /// one token.
  private static final int MAX_LENGTH = 1024;

  /// Spellings that end an answer in some family. Files sometimes give only one of a model's end
  /// tokens, or list them as ordinary ones.
  static final Set<String> ENDS =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "<eos>",
          "</s>",
          "<EOT>",
          "<｜end▁of▁sentence｜>");

  private final String file;
  private final List<String> texts;
  private final List<TokenKind> kinds;
  private final Map<String, Integer> ids = new HashMap<>();

  /// @throws CorruptBundleException lists of different length, a spelling twice or too long
  TokenList(String file, List<String> texts, List<TokenKind> kinds) {
    this.file = file;
    this.texts = List.copyOf(texts);
    if (kinds.size() != texts.size()) {
      throw new CorruptBundleException(
          file, -1, kinds.size() + " token types for " + texts.size() + " tokens");
    }
    this.kinds = new ArrayList<>(kinds);
    for (int id = 0; id < texts.size(); id++) {
      check(id, texts.get(id));
    }
  }

  private void check(int id, String text) {
    if (text.length() > MAX_LENGTH) {
      throw new CorruptBundleException(
          file, -1, "token " + id + " has " + text.length() + " characters, at most 1024");
    }
    if (text.isEmpty()) {
      kinds.set(id, TokenKind.UNUSED);
      return;
    }
    Integer before = ids.put(text, id);
    if (before != null) {
      throw new CorruptBundleException(
          file, -1, "tokens " + before + " and " + id + " are spelled alike");
    }
    boolean barred = text.length() > 4 && text.startsWith("<|") && text.endsWith("|>");
    if ((barred || ENDS.contains(text)) && kinds.get(id) != TokenKind.UNUSED) {
      kinds.set(id, TokenKind.CONTROL); // whatever the file says: conversions get it wrong
    }
  }

  int size() {
    return texts.size();
  }

  String text(int id) {
    return texts.get(id);
  }

  TokenKind kind(int id) {
    return kinds.get(id);
  }

  /// -1: no token is spelled so.
  int id(String text) {
    return ids.getOrDefault(text, -1);
  }

  /// `first`, where it is a token, then all tokens that end an answer by their spelling.
  List<Integer> ends(List<Integer> first) {
    List<Integer> ends = new ArrayList<>();
    for (int id : first) {
      if (isToken(id) && !ends.contains(id)) {
        ends.add(id);
      }
    }
    ENDS.stream()
        .map(this::id)
        .filter(this::isToken)
        .filter(id -> !ends.contains(id))
        .sorted()
        .forEach(ends::add);
    return ends;
  }

  boolean isToken(int id) {
    return id >= 0 && id < size() && kind(id) != TokenKind.UNUSED;
  }

  /// At most 60 characters of a text from a file, for messages.
  static String clip(@Nullable String text) {
    String known = String.valueOf(text);
    return known.length() <= 60 ? known : known.substring(0, 57) + "...";
  }
}
