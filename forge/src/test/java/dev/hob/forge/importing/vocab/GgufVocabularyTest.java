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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufVocabularyTest {
  private static final SmallVocabulary BYTES = SmallVocabulary.byteLevel("qwen2");
  private static final SmallVocabulary PIECES = SmallVocabulary.sentencePiece(true);

  @TempDir Path folder;

  /// @param change what is written over the vocabulary's own keys
  private ImportedVocabulary convert(SmallVocabulary vocabulary, Consumer<GgufWriter> change) {
    try {
      GgufWriter out = new GgufWriter().text("general.architecture", "llama");
      vocabulary.writeTo(out);
      change.accept(out);
      Path file = folder.resolve("model.gguf");
      out.write(file);
      try (GgufFile gguf = GgufFile.open(file, new Ledger())) {
        return GgufVocabulary.convert("model.gguf", gguf.metadata());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static LibraryTokenizer open(ImportedVocabulary imported) {
    return imported.open("tokenizer.json", imported.size() + 11, new Ledger());
  }

  @Test
  void anUnknownPreTokenizerIsRefusedByName() {
    var refusal =
        assertThrows(
            IncompatibleBundleException.class,
            () -> convert(BYTES, out -> out.text("tokenizer.ggml.pre", "kimi-k2")));
    assertEquals("kimi-k2", refusal.got());
    assertTrue(refusal.expected().contains("llama-bpe"), refusal.expected());
  }

  @Test
  void anotherKindOfVocabularyIsRefusedByName() {
    for (String model : List.of("bert", "t5", "rwkv", "none")) {
      var refusal =
          assertThrows(
              IncompatibleBundleException.class,
              () -> convert(BYTES, out -> out.text("tokenizer.ggml.model", model)));
      assertEquals(model, refusal.got());
    }
  }

  @Test
  void listsThatDoNotFitAreRefused() {
    corrupt(
        BYTES, "no tokenizer.ggml.merges", out -> out.texts("tokenizer.ggml.merges", List.of()));
    corrupt(
        BYTES, "no tokenizer.ggml.tokens", out -> out.texts("tokenizer.ggml.tokens", List.of()));
    corrupt(BYTES, "3 token types", out -> out.i32s("tokenizer.ggml.token_type", 1, 1, 1));
    corrupt(BYTES, "joins no two tokens", out -> out.texts("tokenizer.ggml.merges", List.of("ab")));
    corrupt(BYTES, "eos_token_id is 9999", out -> out.u32("tokenizer.ggml.eos_token_id", 9999));
    corrupt(PIECES, "2 scores", out -> out.f32s("tokenizer.ggml.scores", 1, 2));
    List<String> twice = new ArrayList<>(BYTES.tokens());
    twice.set(300, twice.get(299));
    corrupt(BYTES, "spelled alike", out -> out.texts("tokenizer.ggml.tokens", twice));
    List<String> tall = new ArrayList<>(PIECES.tokens());
    tall.set(300, "x".repeat(5000));
    corrupt(PIECES, "5000 characters", out -> out.texts("tokenizer.ggml.tokens", tall));
  }

  private void corrupt(SmallVocabulary vocabulary, String bound, Consumer<GgufWriter> change) {
    var refusal =
        assertThrows(CorruptBundleException.class, () -> convert(vocabulary, change), bound);
    assertTrue(refusal.bound().contains(bound), refusal.bound());
  }

  @Test
  void beginIsGivenOnlyWhereTheModelWantsIt() {
    int begin = BYTES.id("<|begin|>");
    assertEquals(-1, convert(BYTES, out -> {}).begin());
    assertEquals(begin, convert(BYTES, out -> out.text("tokenizer.ggml.pre", "llama-bpe")).begin());
    assertEquals(
        begin, convert(BYTES, out -> out.truth("tokenizer.ggml.add_bos_token", true)).begin());
    assertEquals(1, convert(PIECES, out -> {}).begin());
    assertEquals(
        -1, convert(PIECES, out -> out.truth("tokenizer.ggml.add_bos_token", false)).begin());
  }

  @Test
  void allTokensThatEndAnAnswerAreGivenTheFilesOwnFirst() {
    int turn = PIECES.id("<end_of_turn>");
    assertEquals(List.of(2, turn), convert(PIECES, out -> {}).ends());
    List<Integer> other =
        convert(PIECES, out -> out.u32("tokenizer.ggml.eos_token_id", turn)).ends();
    assertEquals(List.of(turn, 2), other);
  }

  @Test
  void idsOfPaddingHaveNoBytesAndControlTokensNone() {
    try (LibraryTokenizer tokenizer = open(convert(BYTES, out -> {}))) {
      assertEquals(0, tokenizer.bytes(BYTES.id("[PAD1]")).length);
      assertEquals(BYTES.id("<|end|>"), tokenizer.special("end"));
      assertArrayEquals(
          new int[] {BYTES.id("<|begin|>"), BYTES.id("<h1>")},
          tokenizer.encodeMarkup("<|begin|><h1>"));
      assertArrayEquals(new int[] {BYTES.id("<h1>")}, tokenizer.encode("<h1>"));
    }
  }

  @Test
  void mergesOfTokensThatDoNotExistAreLeftOut() {
    List<String> merges = new ArrayList<>(BYTES.merges());
    merges.add(0, "nope nope");
    try (LibraryTokenizer with =
            open(convert(BYTES, out -> out.texts("tokenizer.ggml.merges", merges)));
        LibraryTokenizer without = open(convert(BYTES, out -> {}))) {
      String text = "the ferry left at seven, nope";
      assertArrayEquals(without.encode(text), with.encode(text));
    }
  }

  @Test
  void phi3TakesTheSpaceAfterItsControlTokens() {
    ImportedVocabulary phi = convert(PIECES, out -> out.text("general.architecture", "phi3"));
    try (LibraryTokenizer tokenizer = open(phi)) {
      int turn = PIECES.id("<end_of_turn>");
      int[] ids = tokenizer.encodeMarkup("<end_of_turn>\n<end_of_turn>");
      assertArrayEquals(new int[] {turn, turn}, ids);
    }
  }
}
