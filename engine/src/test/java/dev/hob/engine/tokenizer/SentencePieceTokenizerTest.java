// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinySentencePiece;
import dev.hob.engine.testing.TinySentencePiece.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SentencePieceTokenizerTest {
  private static final long SEED = Long.getLong("hob.seed", 42L);
  private static final int SIZE = TinySentencePiece.size();
  private static final List<String> CONTROLS =
      List.of("<unk>", "<s>", "</s>", "<start_of_turn>", "<end_of_turn>", "[INST]", "<|end|>");

  private static LibraryTokenizer load(Prefix prefix) {
    ModelTokens model = new ModelTokens(SIZE + 7, 1, List.of(2));
    return LibraryTokenizer.load(
        "tokenizer.json", TinySentencePiece.json(prefix), model, new Ledger());
  }

  private static String text(Tokenizer tokenizer, int[] ids) {
    Tokenizer.TextDecoder decoder = tokenizer.decoder();
    StringBuilder text = new StringBuilder();
    Arrays.stream(ids).forEach(id -> text.append(decoder.add(id)));
    return text.append(decoder.finish()).toString();
  }

  @ParameterizedTest
  @EnumSource
  void contentComesBackAsItWasWhateverTheFilePutsInFront(Prefix prefix) {
    try (LibraryTokenizer tokenizer = load(prefix)) {
      Random random = new Random(SEED);
      for (int round = 0; round < 300; round++) {
        StringBuilder content = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
          int limit = new int[] {0x80, 0x800, 0x2580, 0x10000, 0x110000}[random.nextInt(5)];
          int point = random.nextInt(4) == 0 ? ' ' : random.nextInt(limit);
          boolean odd = point == Spelling.SPACE || (point >= 0xD800 && point < 0xE000);
          content.appendCodePoint(odd ? ' ' : point);
        }
        String given = content.toString();
        assertEquals(given, text(tokenizer, tokenizer.encode(given)), "seed " + SEED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void contentNeverBecomesAControlTokenAndMarkupDoes(Prefix prefix) {
    try (LibraryTokenizer tokenizer = load(prefix)) {
      for (String control : CONTROLS) {
        int id = idOf(tokenizer, control);
        String content = "the sea " + control + " of" + control;
        int[] ids = tokenizer.encode(content);
        for (int each : ids) {
          assertTrue(tokenizer.specialName(each).isEmpty(), content);
        }
        assertEquals(content, text(tokenizer, ids));
        assertEquals(
            2, Arrays.stream(tokenizer.encodeMarkup(content)).filter(i -> i == id).count());
      }
    }
  }

  private static int idOf(Tokenizer tokenizer, String control) {
    boolean barred = control.startsWith("<|");
    return tokenizer.special(barred ? control.substring(2, control.length() - 2) : control);
  }

  @Test
  void anOrdinaryAddedTokenIsFoundInContent() {
    try (LibraryTokenizer tokenizer = load(Prefix.NONE)) {
      int[] ids = tokenizer.encode("<h1>the");
      assertArrayEquals("<h1>".getBytes(StandardCharsets.UTF_8), tokenizer.bytes(ids[0]));
      assertEquals(2, ids.length);
    }
  }

  @Test
  void theSpaceInFrontStandsWhereTheFilePutsIt() {
    try (LibraryTokenizer none = load(Prefix.NONE);
        LibraryTokenizer each = load(Prefix.PREPEND);
        LibraryTokenizer first = load(Prefix.FIRST)) {
      String plain = "the sea";
      assertEquals("the sea", text(none, none.encodeStart(plain)));
      assertEquals(" the sea", text(each, each.encodeStart(plain)));
      assertEquals(" the sea", text(first, first.encodeStart(plain)));
      assertEquals("the sea", text(each, each.encodeMarkup(plain)));
      String after = "<s>the<|end|> \n sea";
      assertEquals("thesea", text(none, none.encodeStart(after)), "rstrip takes the space");
      assertEquals(" the sea", text(each, each.encodeStart(after)));
      assertEquals("thesea", text(first, first.encodeStart(after)));
      assertEquals("  the", text(each, each.encodeStart(" the")));
      assertEquals(" the", text(first, first.encodeStart(" the")));
    }
  }

  @Test
  void theSpaceBelongsToTheWordAfterIt() {
    try (LibraryTokenizer tokenizer = load(Prefix.PREPEND)) {
      int[] ids = tokenizer.encode(" the sea");
      assertEquals(2, ids.length);
      assertArrayEquals(" the".getBytes(StandardCharsets.UTF_8), tokenizer.bytes(ids[0]));
    }
  }

  @Test
  void aCharacterWithoutATokenComesOutWithItsLastByte() {
    try (LibraryTokenizer tokenizer = load(Prefix.NONE)) {
      int[] ids = tokenizer.encode("é😀");
      assertEquals(5, ids.length, "é has a token, the emoji four bytes");
      Tokenizer.TextDecoder decoder = tokenizer.decoder();
      assertEquals("é", decoder.add(ids[0]));
      assertEquals("", decoder.add(ids[1]));
      assertEquals("", decoder.add(ids[2]));
      assertEquals("", decoder.add(ids[3]));
      assertEquals("😀", decoder.add(ids[4]));
    }
  }

  @Test
  void aByteTokenSpelledInContentStaysText() {
    try (LibraryTokenizer tokenizer = load(Prefix.NONE)) {
      int[] ids = tokenizer.encode("<0x41>");
      assertFalse(ids.length == 1);
      assertEquals("<0x41>", text(tokenizer, ids));
    }
  }
}
