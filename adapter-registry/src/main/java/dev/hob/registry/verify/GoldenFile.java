// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.Json;
import dev.hob.registry.GoldenCase;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `golden.jsonl` (formats.md, 2). Strict: a case with a mistyped expectation would pass
/// always.
public final class GoldenFile {
  private static final long LIMIT = 8L << 20;
  private static final Set<String> KEYS = Set.of("input", "options", "expect");
  private static final Set<String> EXPECT = Set.of("contains", "maxChars", "schemaValid", "equals");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String file;

  private GoldenFile(String file) {
    this.file = file;
  }

  /// @throws CorruptBundleException a line that is no case; the message names the line
  public static List<GoldenCase> read(Path folder, String file) {
    return new GoldenFile(file).cases(Json.bytes(folder, file, LIMIT));
  }

  private List<GoldenCase> cases(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptBundleException(file, -1, "is not UTF-8");
    }
    List<GoldenCase> cases = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n")) {
      number++;
      if (!line.isBlank()) {
        cases.add(golden(number, line));
      }
    }
    return cases;
  }

  private GoldenCase golden(int number, String line) {
    JsonNode node;
    try {
      node = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw fault(number, "not JSON: " + e.getOriginalMessage());
    }
    if (!node.isObject() || !node.has("input") || !node.path("expect").isObject()) {
      throw fault(number, "expected an object with input and expect");
    }
    known(number, node, KEYS);
    JsonNode expect = node.path("expect");
    known(number, expect, EXPECT);
    JsonNode options = node.path("options");
    if (!options.isMissingNode() && !options.isObject()) {
      throw fault(number, "options is no object");
    }
    return new GoldenCase(
        node.path("input"),
        options.isMissingNode() ? MAPPER.createObjectNode() : options,
        texts(number, expect.path("contains")),
        whole(number, expect.path("maxChars")),
        truth(number, expect.path("schemaValid")),
        text(number, expect.path("equals")));
  }

  private void known(int number, JsonNode node, Set<String> names) {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            throw fault(number, "unknown field \"" + name + "\"; known: " + names);
          }
        });
  }

  private List<String> texts(int number, JsonNode node) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isTextual()) {
        throw fault(number, "contains holds something that is no text");
      }
      texts.add(item.textValue());
    }
    if (!node.isMissingNode() && !node.isArray()) {
      throw fault(number, "contains is no list");
    }
    return texts;
  }

  private int whole(int number, JsonNode node) {
    if (!node.isMissingNode() && (!node.canConvertToInt() || node.intValue() < 0)) {
      throw fault(number, "maxChars is no whole number");
    }
    return node.asInt();
  }

  private boolean truth(int number, JsonNode node) {
    if (!node.isMissingNode() && !node.isBoolean()) {
      throw fault(number, "schemaValid is neither true nor false");
    }
    return node.asBoolean();
  }

  private Optional<String> text(int number, JsonNode node) {
    if (!node.isMissingNode() && !node.isNull() && !node.isTextual()) {
      throw fault(number, "equals is no text");
    }
    return Optional.ofNullable(node.textValue());
  }

  private CorruptBundleException fault(int number, String bound) {
    return new CorruptBundleException(file, -1, "line " + number + ": " + bound);
  }
}
