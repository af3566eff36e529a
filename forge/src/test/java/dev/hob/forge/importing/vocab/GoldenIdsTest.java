// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.testing.GoldenIds;
import dev.hob.forge.testing.GoldenText;
import dev.hob.forge.testing.SmallVocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenIdsTest {
  private static final GoldenIds GOLDEN = GoldenIds.recorded();

  @TempDir Path folder;

  private LibraryTokenizer open(SmallVocabulary vocabulary) throws IOException {
    Path file = folder.resolve("model.gguf");
    vocabulary.writeModel(file);
    try (GgufFile gguf = GgufFile.open(file, new Ledger())) {
      ImportedVocabulary imported = GgufVocabulary.convert("model.gguf", gguf.metadata());
      return imported.open("tokenizer.json", imported.size(), new Ledger());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.hob.forge.testing.SmallVocabulary#kinds")
  void idsAreThoseOfLlamaCppSaveWhereWeMeanToDiffer(SmallVocabulary vocabulary) throws IOException {
    try (LibraryTokenizer tokenizer = open(vocabulary)) {
      for (GoldenText text : GoldenText.all()) {
        for (boolean special : new boolean[] {false, true}) {
          int[] ids = GoldenIds.ours(tokenizer, vocabulary, text, special);
          String llama = GOLDEN.llama(vocabulary, text, special);
          String what = text.name() + (special ? ", as markup: " : ": ") + Arrays.toString(ids);
          if (GoldenIds.differs(vocabulary, text, special)) {
            assertNotEquals(llama, GoldenIds.digest(ids), what);
          } else {
            assertEquals(llama, GoldenIds.digest(ids), what);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.hob.forge.testing.SmallVocabulary#kinds")
  void contentComesBackAndHoldsNoControlToken(SmallVocabulary vocabulary) throws IOException {
    try (LibraryTokenizer tokenizer = open(vocabulary)) {
      for (GoldenText text : GoldenText.all()) {
        int[] ids = tokenizer.encode(text.text());
        Tokenizer.TextDecoder decoder = tokenizer.decoder();
        StringBuilder back = new StringBuilder();
        for (int id : ids) {
          assertTrue(tokenizer.specialName(id).isEmpty(), text.name());
          back.append(decoder.add(id));
        }
        back.append(decoder.finish());
        // SentencePiece has one spelling for both.
        boolean oneSpelling = vocabulary.model().equals("llama");
        String expected = oneSpelling ? text.text().replace('▁', ' ') : text.text();
        assertEquals(expected, back.toString(), text.name());
      }
    }
  }
}
