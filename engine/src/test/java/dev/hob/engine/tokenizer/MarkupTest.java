// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.engine.testing.TinySentencePiece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Markup is split here and not in the library, which never sees the control tokens: it must come
/// out as if the library had had the file itself.
class MarkupTest {
  private static final long SEED = Long.getLong("hob.seed", 42L);
  private static final List<String> PARTS =
      List.of(
          "<s>",
          "</s>",
          "<start_of_turn>",
          "<end_of_turn>",
          "[INST]",
          "<|end|>",
          "<h1>",
          "<|in|>",
          "<|1|>",
          "the sea",
          " of",
          "land",
          " ",
          "  ",
          "\n",
          "\t",
          "é",
          "😀",
          "<",
          "|>",
          "<s",
          "a");

  private static void compare(byte[] json, LibraryTokenizer tokenizer) {
    Random random = new Random(SEED);
    try (NativeTokenizer whole = NativeTokenizer.of(new String(json, StandardCharsets.UTF_8))) {
      for (int round = 0; round < 500; round++) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
          text.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        int[] expected =
            Arrays.stream(whole.encode(text.toString())).mapToInt(Math::toIntExact).toArray();
        assertArrayEquals(
            expected, tokenizer.encodeStart(text.toString()), "seed " + SEED + ": " + text);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSentencePieceFileGivesTheLibrarysOwnIds(TinySentencePiece.Prefix prefix) {
    byte[] json = TinySentencePiece.json(prefix);
    ModelTokens model = new ModelTokens(TinySentencePiece.size(), 1, List.of(2));
    try (LibraryTokenizer tokenizer =
        LibraryTokenizer.load("tokenizer.json", json, model, new Ledger())) {
      compare(json, tokenizer);
    }
  }

  @Test
  void aByteLevelFileGivesTheLibrarysOwnIds(@TempDir Path folder) throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder);
    byte[] json = Files.readAllBytes(folder.resolve("tokenizer.json"));
    ModelTokens model = new ModelTokens(tiny.config().vocabulary(), -1, List.of());
    try (LibraryTokenizer tokenizer =
        LibraryTokenizer.load("tokenizer.json", json, model, new Ledger())) {
      compare(json, tokenizer);
    }
  }

  @Test
  void onlyTagsOfHtmlStayTextAmongBracketedTokens() {
    int id = TinySentencePiece.size() - 1;
    String json =
        new String(TinySentencePiece.json(TinySentencePiece.Prefix.NONE), StandardCharsets.UTF_8)
            .replace("\"content\":\"<h1>\"", "\"content\":\"<think>\"")
            .replace("\"<h1>\":" + id, "\"<think>\":" + id);
    byte[] sound = json.getBytes(StandardCharsets.UTF_8);
    ModelTokens model = new ModelTokens(TinySentencePiece.size(), 1, List.of(2));
    try (LibraryTokenizer tokenizer =
        LibraryTokenizer.load("tokenizer.json", sound, model, new Ledger())) {
      assertEquals(id, tokenizer.special("<think>"));
      assertArrayEquals(new int[] {id}, tokenizer.encodeMarkup("<think>"));
      assertTrue(Arrays.stream(tokenizer.encode("<think>")).noneMatch(each -> each == id));
    }
  }
}
