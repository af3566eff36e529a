// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads a body as one JSON object and refuses everything a lenient parser would guess about: bytes
/// that are not UTF-8, duplicate keys, text after the object, half of a surrogate pair. Immutable.
public final class StrictJson {
  /// Deeper than any request of Hob, shallower than any stack.
  private static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER = mapper();

  private StrictJson() {}

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
    return mapper;
  }

  /// The mapper of all doors, for writing.
  public static JsonMapper mapperForWriting() {
    return MAPPER;
  }

  /// @throws ProblemException `invalid-input` with the line and column, or the byte, of the fault
  public static ObjectNode object(byte[] body) {
    return object(text(body));
  }

  /// @throws ProblemException `invalid-input` with the line and column of the fault
  public static ObjectNode object(String text) {
    if (text.isBlank()) {
      throw invalid("", "a JSON object", "an empty body");
    }
    JsonNode root = parse(text);
    if (!(root instanceof ObjectNode object)) {
      throw invalid("", "a JSON object", kind(root));
    }
    refuseLoneSurrogates(object, "");
    return object;
  }

  private static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw invalid("", "well-formed JSON", firstLine(e.getOriginalMessage()) + where);
    }
  }

  private static String text(byte[] body) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(body);
    CharBuffer out = CharBuffer.allocate(body.length);
    try {
      var result = decoder.decode(in, out, true);
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      throw invalid("", "UTF-8", "a byte sequence that is not UTF-8 at byte " + in.position());
    }
    return out.flip().toString();
  }

  private static void refuseLoneSurrogates(JsonNode node, String pointer) {
    if (node.isTextual()) {
      int at = loneSurrogate(node.textValue());
      if (at >= 0) {
        throw invalid(pointer, "Unicode text", "half of a surrogate pair at UTF-16 unit " + at);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        refuseLoneSurrogates(node.get(i), pointer + "/" + i);
      }
    } else if (node.isObject()) {
      node.properties()
          .forEach(e -> refuseLoneSurrogates(e.getValue(), pointer + "/" + escape(e.getKey())));
    }
  }

  private static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }

  /// One step of a JSON pointer (RFC 6901).
  public static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /// What `node` is, in words and without its content.
  public static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }

  static ProblemException invalid(String pointer, String expected, String got) {
    return new ProblemException(new Problem.InvalidInput(pointer, expected, got));
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
