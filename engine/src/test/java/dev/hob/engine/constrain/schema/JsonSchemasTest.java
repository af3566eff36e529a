// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hob.engine.constrain.TokenConstraint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemasTest {
  private static final JsonMapper JSON = new JsonMapper();
  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final JsonSchemas schemas = new JsonSchemas(tokenizer);

  @Test
  void writesTheOnlyInstanceThereIs() throws JsonProcessingException {
    String schema =
        """
        {"type": "object", "properties": {"on": {"const": true}, "mode": {"enum": ["night"]}},
         "required": ["on", "mode"], "additionalProperties": false}\
        """;
    assertEquals("{\"on\": true, \"mode\": \"night\"}", write(schema, new Random(0), true));
  }

  @Test
  void whatIsOptionalMayBeLeftOut() throws JsonProcessingException {
    String schema =
        """
        {"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}, "c": {"const": 3}},
         "required": ["b"], "additionalProperties": false}\
        """;
    for (String valid :
        List.of(
            "{\"b\":2}",
            "{\"a\":1,\"b\":2}",
            "{\"b\": 2, \"c\": 3}",
            "{\"a\":1,\"b\":2,\"c\":3}")) {
      assertTrue(accepts(schema, valid), valid);
    }
    for (String invalid :
        List.of("{}", "{\"a\":1}", "{\"b\":2,}", "{,\"b\":2}", "{\"b\":2,\"a\":1}", "{\"b\":3}")) {
      assertFalse(accepts(schema, invalid), invalid);
    }
  }

  @Test
  void aStringCountsCharactersNotBytesOrSpellings() throws JsonProcessingException {
    String schema = "{\"type\": \"string\", \"minLength\": 2, \"maxLength\": 3}";
    for (String valid :
        List.of("\"éé\"", "\"a\\n😀\"", "\"\\u00e9\\ud83d\\ude00\"", "\"\\\"\\\\\"")) {
      assertTrue(accepts(schema, valid), valid);
    }
    for (String invalid :
        List.of("\"é\"", "\"abcd\"", "\"a\nb\"", "\"ab", "\"\\ud83d\\u0041\"", "\"\\x41b\"")) {
      assertFalse(accepts(schema, invalid), invalid);
    }
  }

  @Test
  void brokenUtf8IsNeverWritten() throws JsonProcessingException {
    TokenConstraint.State state =
        schemas.constraint(JSON.readTree("{\"type\": \"string\"}")).begin();
    state.accept(tokenizer.id('"'));
    state.accept(0xE2 + ByteTokenizer.SPECIALS);
    assertFalse(allows(state, tokenizer.id('a')));
    assertFalse(allows(state, tokenizer.id('"')));
    assertTrue(allows(state, 0x82 + ByteTokenizer.SPECIALS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "^[a-z]{2,4}$ ~ ab,abcd ~ a,abcde,aB",
        "^(?:\\d{4}-\\d{2}-\\d{2}|today)$ ~ 2026-11-25,today ~ 26-11-25,todays",
        "b+c ~ xbbcy,bc ~ xcb,b",
        "^#[0-9A-Fa-f]{6}$ ~ #00ffAA ~ 00ffAA,#00ff",
        "^[^\"\\\\]*x?$ ~ abc,x ~ a\"b",
        "^\\w+@\\w+\\.(com|org)$ ~ a@b.com ~ a@b.net,@b.com",
        "^.é[\\u0041-\\u0043]$ ~ xéB ~ xéD,éB",
      })
  void aPatternMatchesWhatJavaSays(String pattern, String valid, String invalid)
      throws JsonProcessingException {
    String schema =
        JSON.createObjectNode().put("type", "string").put("pattern", pattern.strip()).toString();
    Pattern java = Pattern.compile(pattern.strip());
    for (String text : (valid + "," + invalid).split(",")) {
      String quoted = JSON.writeValueAsString(text.strip());
      assertEquals(java.matcher(text.strip()).find(), accepts(schema, quoted), text);
    }
  }

  @Test
  void aRecursiveSchemaMayNest() throws JsonProcessingException {
    String schema =
        """
        {"$defs": {"tree": {"type": "object", "properties": {"name": {"type": "string"},
           "children": {"type": "array", "items": {"$ref": "#/$defs/tree"}}},
           "required": ["name"], "additionalProperties": false}},
         "$ref": "#/$defs/tree"}\
        """;
    assertTrue(accepts(schema, "{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}"));
    assertFalse(accepts(schema, "{\"name\":\"a\",\"children\":[{\"children\":[]}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"oneOf\": []} | /oneOf",
        "{\"type\": \"integer\", \"minimum\": 3} | /minimum",
        "{\"properties\": {\"a\": {\"format\": \"date\"}}} | /properties/a/format",
        "{\"type\": \"string\", \"pattern\": \"(?=a)b\"} | /pattern",
        "{\"type\": \"string\", \"pattern\": \"(a)\\\\1\"} | /pattern",
        "{\"$ref\": \"http://example.org/a\"} | /$ref",
        "{\"$ref\": \"#\"} | /$ref",
        "{\"$defs\": {\"a\": {\"anyOf\": [{\"$ref\": \"#/$defs/a\"}]}}, \"$ref\": \"#/$defs/a\"} | /$defs/a/anyOf/0/$ref",
        "{\"$ref\": \"#/$defs/none\"} | /$ref",
        "{\"type\": \"object\", \"additionalProperties\": true} | /additionalProperties",
        "{\"type\": \"object\", \"properties\": {}, \"required\": [\"x\"]} | /required",
        "{\"type\": \"text\"} | /type",
        "{\"type\": \"string\", \"minLength\": -1} | /minLength",
        "{\"enum\": []} | ''",
        "{\"type\": \"string\", \"minLength\": 3, \"maxLength\": 2} | ''",
        "{\"type\": \"string\", \"enum\": [1, 2]} | ''",
        "[] | ''",
      })
  void whatIsNotSupportedIsRefusedByPointer(String schema, String pointer)
      throws JsonProcessingException {
    JsonNode read = JSON.readTree(schema.strip());
    UnsupportedSchemaException refused =
        assertThrows(UnsupportedSchemaException.class, () -> schemas.constraint(read));
    assertEquals(pointer, refused.pointer());
  }

  @Test
  void aSchemaIsCompiledOnce() throws JsonProcessingException {
    JsonNode schema = JSON.readTree("{\"type\": \"integer\"}");
    assertSame(schemas.constraint(schema), schemas.constraint(schema.deepCopy()));
  }

  /// Whatever is written, token by token at random, is a valid instance by a validator that knows
  /// nothing of automata.
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void everyRandomWalkEndsInAValidInstance(long seed) throws JsonProcessingException {
    Random random = new Random(seed);
    RandomSchema made = new RandomSchema(random);
    for (int i = 0; i < 40; i++) {
      JsonNode schema = made.schema(3);
      String written = write(schema.toString(), random, false);
      JsonNode instance = JSON.readTree(written);
      assertTrue(
          RandomSchema.isValid(instance, schema),
          () -> "seed " + seed + ": " + written + " is no instance of " + schema);
    }
  }

  /// Writes at random; with `shortest` always the first token allowed.
  private String write(String schema, Random random, boolean first) throws JsonProcessingException {
    TokenConstraint.State state = schemas.constraint(JSON.readTree(schema)).begin();
    byte[] out = new byte[0];
    for (int step = 0; step < 20_000; step++) {
      int[] allowed = allowed(state);
      assertTrue(
          allowed.length > 0, "no token may come after " + new String(out, StandardCharsets.UTF_8));
      boolean mayEnd = allowed[0] == ByteTokenizer.END;
      if (mayEnd && (first || allowed.length == 1 || random.nextInt(3) == 0)) {
        return new String(out, StandardCharsets.UTF_8);
      }
      int from = mayEnd ? 1 : 0;
      int token = allowed[first ? from : from + choose(random, allowed, from)];
      state.accept(token);
      byte[] more = tokenizer.bytes(token);
      byte[] joined = java.util.Arrays.copyOf(out, out.length + more.length);
      System.arraycopy(more, 0, joined, out.length, more.length);
      out = joined;
    }
    throw new AssertionError("no end in sight");
  }

  /// Prefers what closes, so that walks end.
  private int choose(Random random, int[] allowed, int from) {
    int closing =
        IntStream.range(from, allowed.length)
            .filter(i ->
                "\"]}".indexOf(new String(tokenizer.bytes(allowed[i]), StandardCharsets.UTF_8))
                    >= 0)
            .findFirst()
            .orElse(-1);
    return closing >= 0 && random.nextInt(3) == 0
        ? closing - from
        : random.nextInt(allowed.length - from);
  }

  private boolean accepts(String schema, String text) throws JsonProcessingException {
    TokenConstraint.State state = schemas.constraint(JSON.readTree(schema)).begin();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      int token = (value & 0xFF) + ByteTokenizer.SPECIALS;
      if (!allows(state, token)) {
        return false;
      }
      state.accept(token);
    }
    return allows(state, ByteTokenizer.END);
  }

  private boolean allows(TokenConstraint.State state, int token) {
    return IntStream.of(allowed(state)).anyMatch(id -> id == token);
  }

  private int[] allowed(TokenConstraint.State state) {
    float[] logits = new float[tokenizer.vocabularySize()];
    state.apply(logits);
    return IntStream.range(0, logits.length).filter(i -> logits[i] == 0f).toArray();
  }
}
