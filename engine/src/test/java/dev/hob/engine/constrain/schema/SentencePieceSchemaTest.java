// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinySentencePiece;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.engine.tokenizer.ModelTokens;
import dev.hob.engine.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Schemas over a vocabulary with `▁`, byte fallback, two ends and padding ids.
class SentencePieceSchemaTest {
  private static final long SEED = Long.getLong("hob.seed", 42L);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SIZE = TinySentencePiece.size() + 9;

  private static LibraryTokenizer open() {
    byte[] json = TinySentencePiece.json(TinySentencePiece.Prefix.PREPEND);
    int turn = TinySentencePiece.size() - 4;
    ModelTokens model = new ModelTokens(SIZE, 1, List.of(2, turn));
    return LibraryTokenizer.load("tokenizer.json", json, model, new Ledger());
  }

  private static int[] allowed(TokenConstraint.State state) {
    float[] logits = new float[SIZE];
    state.apply(logits);
    return IntStream.range(0, SIZE).filter(id -> logits[id] == 0f).toArray();
  }

  @Test
  void everyRandomWalkIsAnInstance() throws IOException {
    JsonNode schema =
        JSON.readTree(
            """
            {"type": "object", "properties": {"the land": {"enum": ["the sea", "of é"]},
             "n": {"type": "integer"}, "on": {"type": "boolean"}},
             "required": ["the land", "n", "on"], "additionalProperties": false}\
            """);
    try (LibraryTokenizer tokenizer = open()) {
      TokenConstraint constraint = new JsonSchemas(tokenizer).constraint(schema);
      Random random = new Random(SEED);
      for (int round = 0; round < 100; round++) {
        TokenConstraint.State state = constraint.begin();
        Tokenizer.TextDecoder decoder = tokenizer.decoder();
        StringBuilder text = new StringBuilder();
        boolean ended = false;
        for (int step = 0; step < 2000 && !ended; step++) {
          int[] ids = allowed(state);
          int id = ids[random.nextInt(ids.length)];
          ended = tokenizer.endTokens().contains(id);
          state.accept(id);
          text.append(decoder.add(id));
        }
        assertTrue(ended, "seed " + SEED + " round " + round);
        JsonNode value = JSON.readTree(text.append(decoder.finish()).toString());
        assertTrue(List.of("the sea", "of é").contains(value.path("the land").asText()));
        assertTrue(
            value.path("n").isIntegralNumber() && value.path("on").isBoolean(), value.toString());
      }
    }
  }

  @Test
  void aTokenWithItsSpaceAndABytewiseCharacterAreFollowed() throws IOException {
    try (LibraryTokenizer tokenizer = open()) {
      JsonNode schema = JSON.readTree("{\"const\": \"a the é😀\"}");
      TokenConstraint.State state = new JsonSchemas(tokenizer).constraint(schema).begin();
      for (int id : tokenizer.encode("\"a the é😀\"")) {
        assertTrue(IntStream.of(allowed(state)).anyMatch(each -> each == id));
        state.accept(id);
      }
      assertEquals(
          tokenizer.endTokens(),
          IntStream.of(allowed(state))
              .filter(id -> tokenizer.bytes(id).length == 0)
              .boxed()
              .toList());
    }
  }

  @Test
  void idsWithoutATokenAreNeverAllowed() throws IOException {
    try (LibraryTokenizer tokenizer = open()) {
      JsonNode schema = JSON.readTree("{\"type\": \"string\"}");
      TokenConstraint.State state = new JsonSchemas(tokenizer).constraint(schema).begin();
      state.accept(tokenizer.encode("\"")[0]);
      assertFalse(IntStream.of(allowed(state)).anyMatch(id -> id >= TinySentencePiece.size()));
    }
  }
}
