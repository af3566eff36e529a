// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hob.engine.bundle.CorruptBundleException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// What an importer must know of a `tokenizer.json` that it keeps as it is. The engine checks the
/// file itself. Read as a stream. Immutable by convention.
///
/// @param added ids of the added tokens by spelling
/// @param size largest id + 1
/// @param begin id that the post-processor puts in front of a text; -1: none
record TokenizerOutline(Map<String, Integer> added, int size, int begin) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION).build();

  /// @throws CorruptBundleException not JSON, or no tokenizer
  static TokenizerOutline read(String file, byte[] json) {
    try (JsonParser in = MAPPER.createParser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new CorruptBundleException(file, 0, "no JSON object");
      }
      return read(file, in);
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      throw new CorruptBundleException(file, at, "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CorruptBundleException(file, 0, "not JSON: " + e.getMessage());
    }
  }

  private static TokenizerOutline read(String file, JsonParser in) throws IOException {
    Map<String, Integer> added = new HashMap<>();
    JsonNode post = MissingNode.getInstance();
    int largest = -1;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      in.nextToken();
      switch (name) {
        case "added_tokens" -> {
          JsonNode tokens = in.readValueAsTree();
          for (JsonNode token : tokens) {
            int id = token.path("id").asInt(-1);
            added.put(token.path("content").asText(), id);
            largest = Math.max(largest, id);
          }
        }
        case "post_processor" -> post = in.readValueAsTree();
        case "model" -> largest = Math.max(largest, largestId(in));
        default -> in.skipChildren();
      }
    }
    if (largest < 0) {
      throw new CorruptBundleException(file, -1, "no tokens");
    }
    return new TokenizerOutline(added, largest + 1, begin(post));
  }

  private static int largestId(JsonParser in) throws IOException {
    int largest = -1;
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return largest;
    }
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      boolean object = in.nextToken() == JsonToken.START_OBJECT;
      if (!object || !name.equals("vocab")) {
        in.skipChildren();
        continue;
      }
      while (in.nextFieldName() != null) {
        if (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
          largest = Math.max(largest, in.getIntValue());
        } else {
          in.skipChildren();
        }
      }
    }
    return largest;
  }

  /// The first piece of the template for one text, if it is a token.
  private static int begin(JsonNode post) {
    for (JsonNode step : post.path("processors")) {
      int begin = begin(step);
      if (begin >= 0) {
        return begin;
      }
    }
    String token = post.path("single").path(0).path("SpecialToken").path("id").asText();
    return post.path("special_tokens").path(token).path("ids").path(0).asInt(-1);
  }
}
