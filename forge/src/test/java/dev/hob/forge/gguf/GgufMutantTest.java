// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every mutant of a GGUF file ends in a typed refusal or can be read to its last weight; nothing
/// else is thrown, and what is allocated stays within a bound that the file's size gives.
/// `-Pnightly` makes 100,000.
class GgufMutantTest {
  private static final long SEED = Long.getLong("hob.seed", 5150L);
  private static final int MUTANTS = Integer.getInteger("hob.mutants", 2000);
  private static final long ALLOCATION_FIXED = 1L << 20;
  private static final long ALLOCATION_A_BYTE = 64;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private int loaded;

  @Test
  void everyMutantIsReadOrRefused() throws IOException {
    Path file = folder.resolve("mutant.gguf");
    GgufFileTest.small().write(file);
    byte[] good = Files.readAllBytes(file);
    int head = 1200;
    GgufFile.open(file, ledger).close(); // the first one loads classes, too
    load(file, good.length, "untouched");
    assertEquals(1, loaded);
    for (int length = 0; length < good.length - 40; length += length < head ? 1 : 41) {
      Files.write(file, Arrays.copyOf(good, length));
      load(file, good.length, "cut at " + length);
    }
    assertEquals(1, loaded, "a cut file must not load");
    Random random = new Random(SEED);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bad = good.clone();
      for (int flip = random.nextInt(3); flip >= 0; flip--) {
        int range = random.nextInt(4) > 0 ? head : bad.length;
        bad[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bad);
      load(file, bad.length, "seed " + SEED + " mutant " + i);
    }
    System.out.println("GGUF: " + (loaded - 1) + " of " + MUTANTS + " mutants load");
  }

  private void load(Path file, int size, String what) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try (GgufFile gguf = GgufFile.open(file, ledger)) {
      for (GgufTensor tensor : gguf.tensors().values()) {
        assertEquals(tensor.elements(), tensor.values().length, what);
      }
      loaded++;
    } catch (CorruptBundleException | IncompatibleBundleException expected) {
      assertTrue(expected.getMessage().length() < 1000, what);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(
        allocated <= ALLOCATION_FIXED + ALLOCATION_A_BYTE * size,
        what + " allocated " + allocated + " bytes");
    assertEquals(0, ledger.total(), what);
  }
}
