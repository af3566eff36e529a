// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The tokens of a `tokenizer.json` by id: bytes of the ordinary ones, names of the special ones.
/// Immutable. Everything is checked here before the native library sees any of it: ids are exactly
/// 0 to size - 1, every ordinary token is spelled in the byte-level alphabet, all 256 bytes have a
/// token (so no content can be lost), every merge joins tokens that exist.
final class Vocabulary {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final byte[][] bytes;
  private final @Nullable String[] specials;
  private final Map<String, Integer> byName = new HashMap<>();
  private final int endOfSequence;

  private Vocabulary(String file, ObjectNode json, int size, int endOfSequence) {
    bytes = new byte[size][];
    specials = new @Nullable String[size];
    readAdded(file, json);
    readModel(file, json);
    for (int id = 0; id < size; id++) {
      if (bytes[id] == null) {
        throw new CorruptBundleException(file, -1, "id " + id + " of " + size + " has no token");
      }
    }
    int eos = endOfSequence >= 0 ? endOfSequence : special("eos").orElse(-1);
    if (eos >= size) {
      throw new CorruptBundleException(file, -1, "eos_token_id " + eos + ", vocabulary " + size);
    }
    this.endOfSequence = eos;
  }

  /// A checked file.
  ///
  /// @param withoutSpecials the file without its special tokens, truncation, padding and templates
  record Parsed(Vocabulary vocabulary, byte[] withoutSpecials) {}

  static Parsed parse(String file, byte[] json, int size, int endOfSequence) {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (!(node instanceof ObjectNode object)) {
        throw new CorruptBundleException(file, 0, "no JSON object");
      }
      Vocabulary vocabulary = new Vocabulary(file, object, size, endOfSequence);
      return new Parsed(vocabulary, withoutSpecials(object));
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      throw new CorruptBundleException(file, at, "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CorruptBundleException(file, 0, "not JSON: " + e.getMessage());
    }
  }

  private void readAdded(String file, ObjectNode json) {
    for (JsonNode added : json.path("added_tokens")) {
      String content = added.path("content").asText("");
      int id = id(file, content, added.path("id"));
      if (content.isEmpty() || bytes[id] != null) {
        throw new CorruptBundleException(
            file, -1, "added token " + id + " is empty or there twice");
      }
      if (added.path("special").asBoolean(false)) {
        String name = name(content);
        specials[id] = name;
        bytes[id] = new byte[0];
        if (byName.put(name, id) != null) {
          throw new CorruptBundleException(file, -1, "special token " + name + " is there twice");
        }
      } else {
        bytes[id] = content.getBytes(StandardCharsets.UTF_8);
      }
    }
  }

  private void readModel(String file, ObjectNode json) {
    JsonNode model = json.path("model");
    if (!model.path("type").asText().equals("BPE") || model.path("byte_fallback").asBoolean()) {
      throw new IncompatibleBundleException(
          file, "model.type", "byte-level BPE", model.path("type").asText("missing"));
    }
    JsonNode vocabulary = model.path("vocab");
    boolean[] single = new boolean[256];
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      String token = entry.getKey();
      int id = id(file, token, entry.getValue());
      if (specials[id] != null && name(token).equals(specials[id])) {
        continue;
      }
      byte[] value = ByteLevel.bytes(token);
      if (bytes[id] != null || value.length == 0) {
        throw new CorruptBundleException(
            file, -1, "token of id " + id + " is there twice or not in the byte-level alphabet");
      }
      bytes[id] = value;
      if (value.length == 1) {
        single[value[0] & 0xff] = true;
      }
    }
    for (int value = 0; value < 256; value++) {
      if (!single[value]) {
        throw new CorruptBundleException(file, -1, "byte " + value + " has no token");
      }
    }
    checkMerges(file, model.path("merges"), vocabulary);
  }

  private static void checkMerges(String file, JsonNode merges, JsonNode vocabulary) {
    if (!merges.isArray()) {
      throw new CorruptBundleException(file, -1, "model.merges is no list");
    }
    int at = 0;
    for (JsonNode merge : merges) {
      String[] parts =
          merge.isTextual()
              ? merge.textValue().split(" ", -1)
              : new String[] {merge.path(0).asText(), merge.path(1).asText()};
      boolean known =
          parts.length == 2
              && vocabulary.has(parts[0])
              && vocabulary.has(parts[1])
              && vocabulary.has(parts[0] + parts[1]);
      if (!known) {
        throw new CorruptBundleException(
            file, -1, "merge " + at + " joins tokens that the vocabulary lacks");
      }
      at++;
    }
  }

  private int id(String file, String token, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new CorruptBundleException(file, -1, "a token has no whole number for its id");
    }
    int id = value.intValue();
    if (id < 0 || id >= bytes.length || token.length() > 1024) {
      throw new CorruptBundleException(
          file, -1, "token id " + id + ", expected 0 to " + (bytes.length - 1));
    }
    return id;
  }

  private static String name(String content) {
    boolean barred = content.length() > 4 && content.startsWith("<|") && content.endsWith("|>");
    return barred ? content.substring(2, content.length() - 2) : content;
  }

  /// Changes `variant` itself: nothing else needs it any more.
  private static byte[] withoutSpecials(ObjectNode variant) {
    JsonNode specials = variant.replace("added_tokens", variant.arrayNode());
    variant.putNull("post_processor");
    variant.putNull("truncation");
    variant.putNull("padding");
    ObjectNode vocabulary = (ObjectNode) variant.path("model").path("vocab");
    for (JsonNode added : specials == null ? variant.arrayNode() : specials) {
      vocabulary.remove(added.path("content").asText());
    }
    return variant.toString().getBytes(StandardCharsets.UTF_8);
  }

  int size() {
    return bytes.length;
  }

  boolean ordinary(int id) {
    return id >= 0 && id < bytes.length && specials[id] == null;
  }

  /// @throws IllegalArgumentException `id` is outside of the vocabulary
  byte[] bytes(int id) {
    if (id < 0 || id >= bytes.length) {
      throw new IllegalArgumentException("token " + id + " of " + bytes.length);
    }
    return bytes[id];
  }

  OptionalInt special(String name) {
    Integer id = byName.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Optional<String> specialName(int id) {
    return id < 0 || id >= specials.length ? Optional.empty() : Optional.ofNullable(specials[id]);
  }

  OptionalInt endOfSequence() {
    return endOfSequence < 0 ? OptionalInt.empty() : OptionalInt.of(endOfSequence);
  }
}
