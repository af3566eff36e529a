// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufWriter;
import dev.hob.forge.testing.SmallVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every mutant of a GGUF vocabulary ends in a typed refusal or in a tokenizer that the engine
/// loads.
class VocabularyMutantTest {
  private static final long SEED = Long.getLong("hob.seed", 1125L);

  /// Of each of two kinds of vocabulary.
  private static final int MUTANTS = Integer.getInteger("hob.mutants", 2000) / 2;

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private int loaded;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMutantIsRefusedOrLoads(boolean pieces) throws IOException {
    Path file = folder.resolve("model.gguf");
    SmallVocabulary vocabulary =
        pieces ? SmallVocabulary.sentencePiece(true) : SmallVocabulary.byteLevel("qwen2");
    vocabulary.writeTo(new GgufWriter().text("general.architecture", "llama")).write(file);
    byte[] good = Files.readAllBytes(file);
    load(file, "untouched");
    assertEquals(1, loaded, "the untouched file must load");
    Random random = new Random(SEED);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bad = good.clone();
      for (int flip = random.nextInt(4); flip >= 0; flip--) {
        int range = random.nextInt(4) == 0 ? 400 : bad.length;
        bad[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bad);
      load(file, "seed " + SEED + " mutant " + i);
    }
    System.out.println(vocabulary + ": " + (loaded - 1) + " of " + MUTANTS + " mutants load");
  }

  private void load(Path file, String what) {
    try (GgufFile gguf = GgufFile.open(file, ledger)) {
      ImportedVocabulary imported = GgufVocabulary.convert("model.gguf", gguf.metadata());
      imported.open("tokenizer.json", imported.size(), ledger).close();
      loaded++;
    } catch (CorruptBundleException | IncompatibleBundleException expected) {
      assertTrue(expected.getMessage().length() < 1000, what);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    assertEquals(0, ledger.total(), what);
  }
}
