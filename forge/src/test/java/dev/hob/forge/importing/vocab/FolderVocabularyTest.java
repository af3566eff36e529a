// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufWriter;
import dev.hob.forge.testing.SmallVocabulary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderVocabularyTest {
  private static final long SEED = Long.getLong("hob.seed", 77L);
  private static final SmallVocabulary PIECES = SmallVocabulary.sentencePiece(true);

  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private ImportedVocabulary gguf(SmallVocabulary vocabulary) throws IOException {
    Path file = folder.resolve("model.gguf");
    vocabulary.writeTo(new GgufWriter().text("general.architecture", "llama")).write(file);
    try (GgufFile gguf = GgufFile.open(file, new Ledger())) {
      return GgufVocabulary.convert("model.gguf", gguf.metadata());
    }
  }

  /// `tokenizer.model` of a vocabulary.
  private static byte[] proto(SmallVocabulary vocabulary, int algorithm, String table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      bytes(piece, 1, vocabulary.tokens().get(id).getBytes(StandardCharsets.UTF_8));
      piece.write(2 << 3 | 5);
      ByteBuffer score = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      piece.writeBytes(score.putFloat(vocabulary.scores().get(id)).array());
      number(piece, 3, vocabulary.types().get(id));
      bytes(out, 1, piece.toByteArray());
    }
    ByteArrayOutputStream trainer = new ByteArrayOutputStream();
    number(trainer, 3, algorithm);
    number(trainer, 35, 1);
    bytes(out, 2, trainer.toByteArray());
    ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
    bytes(normalizer, 1, "nmt_nfkc".getBytes(StandardCharsets.UTF_8));
    bytes(normalizer, 2, table.getBytes(StandardCharsets.UTF_8));
    number(normalizer, 3, vocabulary.spacePrefix() ? 1 : 0);
    bytes(out, 3, normalizer.toByteArray());
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void number(ByteArrayOutputStream out, int field, int value) {
    varint(out, field << 3);
    varint(out, value);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left > 127) {
      out.write(left & 127 | 128);
      left >>>= 7;
    }
    out.write(left);
  }

  @Test
  void aSentencePieceModelGivesTheSameFileAsItsGguf() throws IOException {
    ImportedVocabulary expected = gguf(PIECES);
    Files.write(folder.resolve("tokenizer.model"), proto(PIECES, 2, ""));
    ImportedVocabulary read = FolderVocabulary.read(folder);
    assertArrayEquals(expected.tokenizerJson(), read.tokenizerJson());
    assertEquals(expected.begin(), read.begin());
    assertEquals(expected.ends(), read.ends());
  }

  @Test
  void tokensAddedLaterAreControlTokens() throws IOException {
    Files.write(folder.resolve("tokenizer.model"), proto(PIECES, 2, ""));
    int id = PIECES.tokens().size() + 1;
    write("added_tokens.json", "{\"<|im_end|>\": " + id + "}");
    write("tokenizer_config.json", "{\"add_bos_token\": false}");
    ImportedVocabulary read = FolderVocabulary.read(folder);
    assertEquals(id + 1, read.size());
    assertEquals(-1, read.begin());
    assertTrue(read.ends().contains(id));
    try (LibraryTokenizer tokenizer = read.open("tokenizer.json", id + 1, new Ledger())) {
      assertEquals(id, tokenizer.special("im_end"));
      assertEquals(0, tokenizer.bytes(id - 1).length);
    }
    write("added_tokens.json", "{\"<|im_end|>\": 99999999}");
    assertThrows(CorruptBundleException.class, () -> FolderVocabulary.read(folder));
  }

  @Test
  void anotherAlgorithmOrNormalizerIsRefused() throws IOException {
    Files.write(folder.resolve("tokenizer.model"), proto(PIECES, 1, ""));
    var unigram =
        assertThrows(IncompatibleBundleException.class, () -> FolderVocabulary.read(folder));
    assertEquals("model_type", unigram.tensor());
    Files.write(folder.resolve("tokenizer.model"), proto(PIECES, 2, "table"));
    var table =
        assertThrows(IncompatibleBundleException.class, () -> FolderVocabulary.read(folder));
    assertEquals("nmt_nfkc", table.got());
  }

  @Test
  void tokenizerJsonIsKeptAsItIs() throws IOException {
    SmallVocabulary bytes = SmallVocabulary.byteLevel("llama-bpe");
    String json = new String(gguf(bytes).tokenizerJson(), StandardCharsets.UTF_8);
    int begin = bytes.id("<|begin|>");
    int end = bytes.id("<|end|>");
    String template =
        "\"post_processor\":{\"type\":\"Sequence\",\"processors\":[{\"type\":\"ByteLevel\"},"
            + "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<|begin|>\"}},"
            + "{\"Sequence\":{\"id\":\"A\"}}],\"special_tokens\":{\"<|begin|>\":{\"ids\":["
            + begin
            + "]}}}]}";
    write("tokenizer.json", json.replace("\"post_processor\":null", template));
    write("config.json", "{\"eos_token_id\": [7, " + end + "]}");
    ImportedVocabulary read = FolderVocabulary.read(folder);
    assertArrayEquals(Files.readAllBytes(folder.resolve("tokenizer.json")), read.tokenizerJson());
    assertEquals(begin, read.begin());
    assertEquals(List.of(7, end), read.ends());
    assertEquals(bytes.id("<h1>") + 1, read.size(), "padding is not in the file");
    write(
        "tokenizer_config.json",
        "{\"add_bos_token\": false, \"bos_token\": {\"content\": \"<|begin|>\"}}");
    assertEquals(-1, FolderVocabulary.read(folder).begin());
    write("tokenizer.json", json);
    write("tokenizer_config.json", "{\"add_bos_token\": true, \"bos_token\": \"<|begin|>\"}");
    assertEquals(begin, FolderVocabulary.read(folder).begin());
  }

  @Test
  void aFolderWithoutTokenizerIsRefused() throws IOException {
    var refusal = assertThrows(CorruptBundleException.class, () -> FolderVocabulary.read(folder));
    assertEquals("tokenizer.json", refusal.file());
    write("tokenizer.json", "[]");
    assertThrows(CorruptBundleException.class, () -> FolderVocabulary.read(folder));
    write("tokenizer.json", "{\"model\": {\"vocab\": {}}}");
    assertThrows(CorruptBundleException.class, () -> FolderVocabulary.read(folder));
  }

  @Test
  void everyMutantOfASentencePieceModelIsRefusedOrLoads() throws IOException {
    byte[] good = proto(PIECES, 2, "");
    Random random = new Random(SEED);
    int loaded = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] bad = good.clone();
      for (int flip = random.nextInt(3); flip >= 0; flip--) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        SentencePieceModel model = SentencePieceModel.parse("tokenizer.model", bad);
        new TokenList("tokenizer.model", model.texts(), model.kinds());
        loaded++;
      } catch (CorruptBundleException | IncompatibleBundleException expected) {
        assertTrue(expected.getMessage().length() < 1000, "seed " + SEED + " mutant " + i);
      }
    }
    assertTrue(loaded > 0 && loaded < 1000, loaded + " load");
  }
}
