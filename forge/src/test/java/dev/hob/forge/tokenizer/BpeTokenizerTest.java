// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTokenizerTest {
  private static final String TEXT =
      """
      The review moved to 15:30, said Anna Berg. "Don't be late!" she'd added -- it's room B12.
      \tSee https://example.com/a?b=1 or file_name-v2.10.tar.gz;   three  spaces, ===== signs.
      Größe naïve café 東京 Привет 🙂👍🏽 €5.00 ½ ×3 … “quoted” it’s\u00a0fixed\u2003wide\r
      We moved the meeting, we moved the review, we moved the file; they said that they had moved.
      """;

  private static BpeTokenizer trained(int merges) {
    TreeMap<String, Long> pieces = new TreeMap<>();
    for (String piece : PreSplit.split(TEXT.repeat(3))) {
      pieces.merge(piece, 1L, Long::sum);
    }
    return new BpeTokenizer(BpeTrainer.train(pieces, merges));
  }

  @Test
  void huggingFacesTokenizersGiveTheSameIds(@TempDir Path folder) throws IOException {
    BpeTokenizer own = trained(120);
    Path file = folder.resolve("tokenizer.json");
    TokenizerJson.write(own, file);
    long seed = 20261125;
    SplittableRandom random = new SplittableRandom(seed);
    try (HuggingFaceTokenizer theirs =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(file)
            .optTruncation(false)
            .optPadding(false)
            .build()) {
      assertSame(theirs, own, TEXT, seed);
      for (int i = 0; i < 3000; i++) {
        assertSame(theirs, own, randomText(random), seed);
      }
    }
  }

  private static void assertSame(
      HuggingFaceTokenizer theirs, BpeTokenizer own, String text, long seed) {
    long[] expected = theirs.encode(text, false, false).getIds();
    long[] actual = Arrays.stream(own.encode(text)).asLongStream().toArray();
    assertArrayEquals(
        expected, actual, () -> "seed " + seed + ": " + text.codePoints().boxed().toList());
  }

  private static String randomText(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(24);
    for (int i = 0; i < length; i++) {
      int from = random.nextInt(TEXT.length() - 8);
      switch (random.nextInt(4)) {
        case 0 -> text.append(TEXT, from, from + random.nextInt(8));
        case 1 -> text.append((char) random.nextInt(128));
        case 2 -> text.appendCodePoint(random.nextInt(0xD800));
        default -> text.appendCodePoint(0xE000 + random.nextInt(0x10FFFF - 0xE000));
      }
    }
    // Cutting the sample may leave half a surrogate pair, which no tokenizer can be given.
    return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void encodingThenDecodingGivesEveryTextBack() {
    BpeTokenizer tokenizer = trained(100);
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 5000; i++) {
      String text = randomText(random);
      assertEquals(text, tokenizer.decode(tokenizer.encode(text)), "seed " + seed);
    }
  }

  @Test
  void textThatSpellsASpecialTokenBecomesBytes() {
    BpeTokenizer tokenizer = trained(50);
    for (int id : tokenizer.encode("a <|call|> <|bos|>")) {
      assertTrue(id >= SpecialTokens.COUNT);
    }
    assertEquals(1, tokenizer.special("bos"));
    assertThrows(IllegalArgumentException.class, () -> tokenizer.special("nothing"));
  }

  @Test
  void specialsKeepTheirPlaces() {
    List<String> names = SpecialTokens.names();
    assertEquals(128, names.size());
    assertEquals(128, Map.copyOf(index(names)).size());
    assertEquals(List.of("pad", "bos", "eos", "summarize"), names.subList(0, 4));
  }

  private static Map<String, Integer> index(List<String> names) {
    Map<String, Integer> index = new TreeMap<>();
    names.forEach(name -> index.put(name, index.size()));
    return index;
  }

  @Test
  void trainingTwiceGivesTheSameFileAndReadingItGivesTheSameIds(@TempDir Path folder)
      throws IOException {
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    TokenizerJson.write(trained(100), first);
    TokenizerJson.write(trained(100), second);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    assertArrayEquals(trained(100).encode(TEXT), BpeTokenizer.load(first).encode(TEXT));
  }

  @Test
  void noMergeHoldsANewlineOrThreeEqualSigns() {
    BpeTokenizer tokenizer = trained(160);
    for (int id = SpecialTokens.COUNT + 256; id < tokenizer.size(); id++) {
      String token = tokenizer.decode(new int[] {id});
      assertFalse(token.contains("\n") || token.contains("===") || token.contains("   "), token);
    }
  }

  @Test
  void anotherKindOfFileIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, "{\"model\": {\"type\": \"Unigram\"}}");
    assertThrows(IOException.class, () -> BpeTokenizer.load(file));
  }
}
