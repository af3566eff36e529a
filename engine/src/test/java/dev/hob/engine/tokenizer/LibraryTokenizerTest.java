// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTokenizerTest {
  private static final long SEED = Long.getLong("hob.seed", 42L);

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private byte[] json;
  private int size;
  private LibraryTokenizer tokenizer;

  @BeforeEach
  void open() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder);
    json = Files.readAllBytes(folder.resolve("tokenizer.json"));
    size = tiny.config().vocabulary();
    tokenizer = load(size);
  }

  @AfterEach
  void close() {
    tokenizer.close();
    assertEquals(0, ledger.total());
  }

  private String text(int[] ids) {
    Tokenizer.TextDecoder decoder = tokenizer.decoder();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.add(id));
    }
    return text.append(decoder.finish()).toString();
  }

  @Test
  void contentThatSpellsSpecialTokensStaysBytes() {
    for (int id = 0; id < 128; id++) {
      String name = tokenizer.specialName(id).orElseThrow();
      assertEquals(id, tokenizer.special(name));
      for (String content :
          new String[] {"<|" + name + "|>", "a<|" + name + "|>b", " <|" + name + "|> "}) {
        int[] ids = tokenizer.encode(content);
        for (int token : ids) {
          assertEquals(Optional.empty(), tokenizer.specialName(token), content);
        }
        assertEquals(content, text(ids));
      }
    }
  }

  @Test
  void randomTextOfAllPlanesComesBack() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(60);
      for (int i = 0; i < length; i++) {
        int limit = new int[] {0x80, 0x800, 0x10000, 0x110000}[random.nextInt(4)];
        int point = random.nextInt(limit);
        text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? ' ' : point);
      }
      String content = text.toString();
      assertEquals(content, text(tokenizer.encode(content)), "seed " + SEED + " round " + round);
    }
  }

  @Test
  void aLoneSurrogateBecomesTheReplacementCharacter() {
    assertEquals("a\uFFFDb\uFFFD", text(tokenizer.encode("a\uD800b\uDC00")));
  }

  @Test
  void nothingIsCutHoweverLong() {
    String content = "the sea and the land ".repeat(5000);
    assertEquals(content, text(tokenizer.encode(content)));
    assertEquals(0, tokenizer.encode("").length);
  }

  @Test
  void aCharacterComesOutWithItsLastByte() {
    byte[] bytes = "é€😀".getBytes(StandardCharsets.UTF_8);
    Tokenizer.TextDecoder decoder = tokenizer.decoder();
    StringBuilder pieces = new StringBuilder();
    for (byte value : bytes) {
      pieces.append('[').append(decoder.add(128 + (value & 0xff))).append(']');
    }
    assertEquals("[][é][][][€][][][][😀]", pieces.toString());
    assertEquals("", decoder.finish());
  }

  @Test
  void whatIsNoUtf8BecomesReplacementCharacters() {
    Tokenizer.TextDecoder decoder = tokenizer.decoder();
    assertEquals("", decoder.add(128 + 0xE2));
    assertEquals("\uFFFDa", decoder.add(128 + 'a'));
    assertEquals("", decoder.add(128 + 0xF0));
    assertEquals("", decoder.add(tokenizer.special("eos")), "specials give nothing");
    assertEquals("\uFFFD", decoder.finish());
  }

  @Test
  void specialsHaveNamesAndNoBytes() {
    assertEquals(30, tokenizer.special("call"));
    assertEquals(2, tokenizer.endOfSequence().orElseThrow());
    assertEquals(0, tokenizer.bytes(30).length);
    assertArrayEquals(new byte[] {' '}, tokenizer.bytes(128 + ' '));
    assertThrows(IllegalArgumentException.class, () -> tokenizer.special("nonsense"));
    assertThrows(IllegalArgumentException.class, () -> tokenizer.bytes(size));
  }

  @Test
  void aVocabularyLargerThanTheModelIsRefused() {
    var refusal = assertThrows(CorruptBundleException.class, () -> load(size - 1));
    assertTrue(refusal.bound().contains("token id " + (size - 1)), refusal.bound());
  }

  @Test
  void idsBeyondTheFileHaveNeitherBytesNorName() {
    try (LibraryTokenizer padded = load(size + 64)) {
      assertEquals(size + 64, padded.vocabularySize());
      assertEquals(0, padded.bytes(size + 63).length);
      assertEquals(Optional.empty(), padded.specialName(size + 63));
      assertEquals("", padded.decoder().add(size + 63));
    }
  }

  @Test
  void markupRecognisesControlTokensAndContentDoesNot() {
    String text = "a <|in|><|1|> b<|nonsense|>";
    int[] markup = tokenizer.encodeMarkup(text);
    int[] expected =
        join(
            tokenizer.encode("a "),
            new int[] {tokenizer.special("in"), tokenizer.special("1")},
            tokenizer.encode(" b<|nonsense|>"));
    assertArrayEquals(expected, markup);
    assertArrayEquals(markup, tokenizer.encodeStart(text), "this file adds no space");
    assertEquals(text, text(tokenizer.encode(text)));
  }

  @Test
  void endsOfTheConfigMustBeTokens() {
    ModelTokens two = new ModelTokens(size, 1, List.of(2, 30));
    try (LibraryTokenizer both = LibraryTokenizer.load("tokenizer.json", json, two, ledger)) {
      assertEquals(List.of(2, 30), both.endTokens());
      assertEquals(2, both.endOfSequence().orElseThrow());
      assertEquals(1, both.beginOfSequence().orElseThrow());
    }
    ModelTokens beyond = new ModelTokens(size + 9, -1, List.of(size + 8));
    assertThrows(
        CorruptBundleException.class,
        () -> LibraryTokenizer.load("tokenizer.json", json, beyond, ledger));
  }

  private LibraryTokenizer load(int vocabulary) {
    ModelTokens model = new ModelTokens(vocabulary, -1, List.of());
    return LibraryTokenizer.load("tokenizer.json", json, model, ledger);
  }

  private static int[] join(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }
}
