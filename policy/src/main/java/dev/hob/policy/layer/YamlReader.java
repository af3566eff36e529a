// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.Location;
import dev.hob.policy.PolicyProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One YAML document to a tree with locations. Refuses what a policy file has no use for: duplicate
/// keys, several documents, aliases (a small file could grow without limit), deep nesting.
final class YamlReader {
  /// A policy is written by hand; more than this is a wrong file.
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 16;
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String file;
  private final YAMLParser parser;

  private YamlReader(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /// @param file name for locations
  /// @throws InvalidPolicyException with the one problem that ended reading
  static YamlNode read(String file, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw fault(
          new Location(file, 1, 1),
          "the file has " + bytes.length + " bytes; a policy file has at most " + MAX_BYTES);
    }
    String text = decode(file, bytes);
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlReader(file, parser).document();
    } catch (JsonProcessingException e) {
      throw fault(location(file, e.getLocation()), words(e.getOriginalMessage()));
    } catch (IOException e) {
      throw fault(new Location(file, 1, 1), String.valueOf(e.getMessage()));
    }
  }

  private YamlNode document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw fault(new Location(file, 1, 1), "the file is empty; it needs at least \"hob: 1\"");
    }
    YamlNode root = value(first, 0);
    JsonToken more = parser.nextToken();
    if (more != null) {
      throw fault(here(), "a second document; a policy file holds one");
    }
    return root;
  }

  private YamlNode value(JsonToken token, int depth) throws IOException {
    Location at = here();
    if (depth > MAX_DEPTH) {
      throw fault(at, "nested deeper than " + MAX_DEPTH);
    }
    if (parser.isCurrentAlias()) {
      throw fault(at, "an alias (*name); write the value out");
    }
    return switch (token) {
      case START_OBJECT -> mapping(at, depth);
      case START_ARRAY -> sequence(at, depth);
      case VALUE_TRUE -> new YamlNode.Scalar(at, YamlNode.Kind.TRUE, parser.getText());
      case VALUE_FALSE -> new YamlNode.Scalar(at, YamlNode.Kind.FALSE, parser.getText());
      case VALUE_NULL -> new YamlNode.Scalar(at, YamlNode.Kind.NULL, "");
      case VALUE_NUMBER_INT -> new YamlNode.Scalar(at, YamlNode.Kind.INTEGER, parser.getText());
      case VALUE_NUMBER_FLOAT -> new YamlNode.Scalar(at, YamlNode.Kind.DECIMAL, parser.getText());
      case VALUE_STRING -> new YamlNode.Scalar(at, YamlNode.Kind.TEXT, parser.getText());
      case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, FIELD_NAME, END_OBJECT, END_ARRAY ->
          throw fault(at, "a value that a policy file has no use for (" + token + ")");
    };
  }

  private YamlNode mapping(Location at, int depth) throws IOException {
    SequencedMap<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (next() != JsonToken.END_OBJECT) {
      Location keyAt = here();
      String key = parser.currentName();
      YamlNode.Entry first = entries.get(key);
      if (first != null) {
        // Jackson's own detection tells the end of the key and not where the first one is.
        throw fault(keyAt, "duplicate key \"" + key + "\", first at " + first.keyAt());
      }
      entries.put(key, new YamlNode.Entry(keyAt, value(next(), depth + 1)));
    }
    return new YamlNode.Mapping(at, entries);
  }

  private YamlNode sequence(Location at, int depth) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      items.add(value(token, depth + 1));
    }
    return new YamlNode.Sequence(at, List.copyOf(items));
  }

  private JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw fault(here(), "the file ends in the middle of a value");
    }
    return token;
  }

  private Location here() {
    return location(file, parser.currentTokenLocation());
  }

  private static String decode(String file, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return notUtf8(file, bytes);
    }
  }

  /// Finds the line of the first malformed byte: decoding with replacement keeps all line ends.
  private static String notUtf8(String file, byte[] bytes) {
    int line = 1;
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        String text = new String(bytes, start, i - start, StandardCharsets.UTF_8);
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        if (!java.util.Arrays.equals(again, 0, again.length, bytes, start, i)) {
          break;
        }
        line++;
        start = i + 1;
      }
    }
    throw fault(new Location(file, line, 1), "the line is not UTF-8");
  }

  private static Location location(String file, @Nullable JsonLocation at) {
    return at == null
        ? new Location(file, 1, 1)
        : new Location(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  /// SnakeYAML tells its context and its problem on lines of their own, between them excerpts of
  /// the file, which are indented.
  private static String words(@Nullable String message) {
    String words =
        message == null
            ? ""
            : message
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(": "));
    return words.isEmpty() ? "not YAML" : words;
  }

  private static InvalidPolicyException fault(Location at, String message) {
    return new InvalidPolicyException(List.of(new PolicyProblem(at, "", message)));
  }
}
