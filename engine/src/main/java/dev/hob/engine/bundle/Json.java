// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Strict JSON of a bundle's small files: one value, no duplicate keys, nothing after it. Every
/// complaint is a [CorruptBundleException] that names file, field and byte.
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  /// Reads `folder/name`, which must be an object of at most `limit` bytes.
  public static JsonNode read(Path folder, String name, long limit) {
    return object(name, 0, bytes(folder, name, limit));
  }

  /// Reads a whole small file of a bundle.
  ///
  /// @throws CorruptBundleException it is missing, not a plain file, unreadable or over `limit`
  public static byte[] bytes(Path folder, String name, long limit) {
    Path file = folder.resolve(name);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new CorruptBundleException(name, -1, "missing, or not a plain file");
      }
      long size = Files.size(file);
      if (size > limit) {
        throw new CorruptBundleException(name, limit, size + " bytes, at most " + limit);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CorruptBundleException(name, -1, "cannot be read: " + e.getMessage());
    }
  }

  /// @param at offset of `bytes` in `file`
  static JsonNode object(String file, long at, byte[] bytes) {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node == null || !node.isObject()) {
        throw new CorruptBundleException(file, at, "no JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw new CorruptBundleException(file, at + offset, "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CorruptBundleException(file, at, "not JSON: " + e.getMessage());
    }
  }

  /// An integer field in `min..max`.
  static int integer(String file, JsonNode node, String field, int min, int max) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(file, field, value, "a whole number");
    }
    int number = value.intValue();
    if (number < min || number > max) {
      throw wrong(file, field, value, min + " to " + max);
    }
    return number;
  }

  /// A finite number field in `min..max`.
  static double number(String file, JsonNode node, String field, double min, double max) {
    JsonNode value = node.path(field);
    if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
      throw wrong(file, field, value, "a number from " + min + " to " + max);
    }
    return value.doubleValue();
  }

  static String text(String file, JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual() || value.textValue().length() > 4096) {
      throw wrong(file, field, value, "a text");
    }
    return value.textValue();
  }

  static CorruptBundleException wrong(String file, String field, JsonNode got, String expected) {
    String shown = got.isMissingNode() ? "missing" : clip(got.toString());
    return new CorruptBundleException(file, -1, field + " is " + shown + ", expected " + expected);
  }

  private static String clip(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
