// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.engine.testing.TinySentencePiece;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.engine.tokenizer.ModelTokens;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every mutant of a bundle's file ends in a typed refusal or loads; nothing else is thrown,
/// nothing stays in the ledger, and no length that a mutant claims is believed before it is
/// checked: what a load allocates stays within a bound that its size gives. Digests are left out
/// here: they would catch all of it and hide what the parsers do.
///
/// `-Pnightly` makes 100,000 mutants of each file.
class MutantTest {
  private static final long SEED = Long.getLong("hob.seed", 5150L);
  private static final int MUTANTS = Integer.getInteger("hob.mutants", 2000);

  /// Heap that parsing may turn over: JSON trees and arrays of numbers take a multiple of their
  /// text.
  private static final long ALLOCATION_FIXED = 8L << 20;

  private static final long ALLOCATION_A_BYTE = 64;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random(SEED);
  private ModelConfig shape;
  private int loaded;
  private long bound = Long.MAX_VALUE;

  @BeforeEach
  void write() throws IOException {
    ModelConfig tiny = TinyBase.seeded(1).config();
    shape =
        new ModelConfig(
            tiny.family().architecture(),
            16,
            1,
            24,
            2,
            1,
            8,
            tiny.vocabulary(),
            64,
            1e-6,
            1e4,
            true,
            true,
            2);
    TinyBase base = TinyBase.seeded(7, shape);
    base.write(folder);
    base.writeAdapter(folder, 3, 2);
  }

  private interface Load {
    void run() throws IOException;
  }

  private void load(String what, Load load) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      load.run();
      loaded++;
    } catch (CorruptBundleException | IncompatibleBundleException expected) {
      assertTrue(expected.getMessage().length() < 1000, what);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    assertEquals(0, ledger.total(), what);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated <= bound, what + " allocated " + allocated + " bytes of " + bound);
  }

  /// Cuts the file at every byte of its first 400 and at every 41st from there (the last byte may
  /// be a line end), then flips bits in `MUTANTS` copies: half of them among the first `head`
  /// bytes, where the structure is.
  private void mutate(String name, int head, Load load) throws IOException {
    Path file = folder.resolve(name);
    byte[] good = Files.readAllBytes(file);
    load("untouched", load);
    bound = ALLOCATION_FIXED + ALLOCATION_A_BYTE * good.length;
    assertEquals(1, loaded, "the untouched file must load");
    for (int length = 0; length < good.length - 1; length += length < 400 ? 1 : 41) {
      Files.write(file, Arrays.copyOf(good, length));
      load(name + " cut at " + length, load);
    }
    assertEquals(1, loaded, "a cut file must not load");
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bad = good.clone();
      int flips = 1 + random.nextInt(3);
      for (int flip = 0; flip < flips; flip++) {
        int range = random.nextBoolean() ? Math.min(head, bad.length) : bad.length;
        bad[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bad);
      load(name + " seed " + SEED + " mutant " + i, load);
    }
    Files.write(file, good);
    System.out.println(name + ": " + (loaded - 1) + " of " + MUTANTS + " mutants load");
  }

  private void readWeights(ModelConfig config) {
    try (SafetensorsFile file =
        SafetensorsFile.open(folder, WeightsFile.FILE, ledger, Ledger.Owner.BASE)) {
      assertEquals(config.layers(), BaseWeights.read(file, config).layers().size());
    }
  }

  @Test
  void weights() throws IOException {
    mutate(WeightsFile.FILE, 5000, () -> readWeights(shape));
  }

  @Test
  void config() throws IOException {
    mutate(ModelConfig.FILE, 500, () -> readWeights(ModelConfig.read(folder)));
  }

  @Test
  void manifest() throws IOException {
    mutate(
        BaseManifest.FILE,
        500,
        () -> assertEquals("tiny", BaseManifest.read(folder).name().isEmpty() ? "" : "tiny"));
  }

  @Test
  void tokenizer() throws IOException {
    mutate(
        "tokenizer.json",
        400,
        () -> {
          byte[] json = Json.bytes(folder, "tokenizer.json", 1 << 20);
          ModelTokens model = new ModelTokens(shape.vocabulary(), -1, List.of(2));
          LibraryTokenizer.load("tokenizer.json", json, model, ledger).close();
        });
  }

  @Test
  void tokenizerOfSentencePiece() throws IOException {
    Files.write(
        folder.resolve("tokenizer.json"), TinySentencePiece.json(TinySentencePiece.Prefix.PREPEND));
    ModelTokens model = new ModelTokens(TinySentencePiece.size() + 3, 1, List.of(2));
    mutate(
        "tokenizer.json",
        800,
        () -> {
          byte[] json = Json.bytes(folder, "tokenizer.json", 1 << 20);
          LibraryTokenizer.load("tokenizer.json", json, model, ledger).close();
        });
  }

  @Test
  void adapterWeights() throws IOException {
    mutate(Adapter.WEIGHTS, 2500, this::readAdapter);
  }

  @Test
  void adapterConfig() throws IOException {
    mutate(Adapter.CONFIG, 300, this::readAdapter);
  }

  private void readAdapter() {
    try (Adapter adapter = Adapter.open(folder, shape, ledger)) {
      assertTrue(adapter.bytes() > 0);
    }
  }
}
