// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.KernelsTest;
import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import dev.hob.engine.memory.Ledger;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CKernelsTest {
  private static final long SEED = Long.getLong("hob.seed", 20261126L);
  private static final int[] SIDES = {1, 2, 3, 5, 15, 16, 17, 31, 33, 48, 64, 97, 127, 128, 257};
  private static final int[] TOKENS = {1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 23, 24, 25, 29, 37};
  private final Ledger ledger = new Ledger();
  private final ScalarKernels scalar = new ScalarKernels();

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(!CKernels.all().isEmpty(), () -> CKernels.missing());
  }

  @Test
  void everyInstructionSetGivesTheBitsOfTheReferenceForPalettesOfAnyShape() {
    Random random = new Random(SEED);
    for (int round = 0; round < 150; round++) {
      try (Arena arena = Arena.ofConfined()) {
        int rows = side(random);
        int columns = random.nextInt(10) == 0 ? 1100 + random.nextInt(200) : side(random);
        PaletteWeights w = offHeap(KernelsTest.palette(random, rows, columns), arena);
        Rows x = numbers(random, TOKENS[random.nextInt(TOKENS.length)], columns);
        float[][] expected = new float[x.count()][rows];
        for (int t = 0; t < x.count(); t++) {
          for (int row = 0; row < rows; row++) {
            expected[t][row] = ByteReference.product(w, row, x.values(), x.at(t));
          }
        }
        String message = "seed " + SEED + " round " + round + " " + w + ", tokens " + x.count();
        for (CKernels kernels : CKernels.all()) {
          assertRows(expected, multiply(kernels, w, x), message + " " + kernels.title());
        }
        staysNearTheFloats(w, x, expected, message);
      }
    }
    assertEquals(0, ledger.total());
  }

  /// What 8-bit activations may cost: half a step of each, so `|y - exact| <= Σ_groups max|x| / 254
  /// · Σ|w|`, and 1 % of that for f32 sums and the rounding of the step itself.
  private void staysNearTheFloats(PaletteWeights w, Rows x, float[][] y, String message) {
    Rows floats = Rows.zeroed(x.count(), w.rows());
    scalar.multiply(w, x, floats, Kernels.StripRange.all(w), false);
    float[] row = new float[w.columns()];
    for (int o = 0; o < w.rows(); o++) {
      dev.hob.engine.kernel.WeightRow.read(w, o, row, 0);
      for (int t = 0; t < x.count(); t++) {
        double bound = 1e-30;
        for (int from = 0; from < w.columns(); from += w.groupColumns()) {
          int to = Math.min(w.columns(), from + w.groupColumns());
          double size = 0;
          for (int i = from; i < to; i++) {
            size += Math.abs(row[i]);
          }
          bound += size * ByteReference.most(x.values(), x.at(t) + from, x.at(t) + to) / 254;
        }
        assertEquals(floats.values()[floats.at(t) + o], y[t][o], bound * 1.01, message);
      }
    }
  }

  @Test
  void everyInstructionSetGivesTheBitsOfTheContractForPlainNumbers() {
    Random random = new Random(SEED + 1);
    for (int round = 0; round < 150; round++) {
      try (Arena arena = Arena.ofConfined()) {
        int rows = side(random);
        int columns = side(random);
        PlainWeights.Type type = PlainWeights.Type.values()[random.nextInt(3)];
        PlainWeights plain =
            new PlainWeights(
                rows,
                columns,
                type,
                anywhere(KernelsTest.numbers(random, type, rows * columns), random, arena));
        Rows x = numbers(random, TOKENS[random.nextInt(TOKENS.length)], columns);
        Rows expected = Rows.zeroed(x.count(), rows);
        scalar.multiply(plain, x, expected, Kernels.StripRange.all(plain), false);
        for (CKernels kernels : CKernels.all()) {
          assertArrayEquals(
              expected.values(),
              multiply(kernels, plain, x).values(),
              "seed " + (SEED + 1) + " round " + round + " " + plain + " " + kernels.title());
        }
      }
    }
  }

  @Test
  void extremeScalesAndActivationsOverflowNowhere() {
    Random random = new Random(SEED + 2);
    for (int round = 0; round < 40; round++) {
      try (Arena arena = Arena.ofConfined()) {
        PaletteWeights w = offHeap(KernelsTest.palette(random, 16, 512), arena);
        Rows x = Rows.zeroed(2, 512);
        float size = (float) Math.pow(10, random.nextInt(70) - 38);
        for (int i = 0; i < x.values().length; i++) {
          // the largest sums there are: every byte at its end
          x.values()[i] = (round % 2 == 0 || random.nextBoolean() ? size : -size);
        }
        float[][] expected = new float[2][16];
        for (int t = 0; t < 2; t++) {
          for (int row = 0; row < 16; row++) {
            expected[t][row] = ByteReference.product(w, row, x.values(), x.at(t));
          }
        }
        for (CKernels kernels : CKernels.all()) {
          assertRows(expected, multiply(kernels, w, x), "size " + size + " " + kernels.title());
        }
      }
    }
  }

  @Test
  void everyInstructionSetAttendsAloneAsTheReferenceDoes() {
    Random random = new Random(SEED + 3);
    KvBytes kv = new KvBytes(2, 3, 80);
    for (int length : new int[] {1, 31, 32, 300}) {
      List<ByteReference.Bytes> keys = new ArrayList<>();
      List<ByteReference.Bytes> values = new ArrayList<>();
      for (int t = 0; t < length; t++) {
        keys.add(ByteReference.stored(numbers(random, 1, 80).values(), 0, 80));
        values.add(ByteReference.stored(numbers(random, 1, 80).values(), 0, 80));
      }
      float[] queries = numbers(random, 2, 80).values();
      ByteReference.Look look = new ByteReference.Look((float) (1 / Math.sqrt(80)), 0, 0);
      try (Arena arena = Arena.ofConfined()) {
        CAttention.Pages pages = pages(kv, keys, values, arena);
        for (CKernels kernels : CKernels.all()) {
          try (CAttention attention = new CAttention(kernels, kv, pages, queries, ledger)) {
            attention.run(1, 2);
            for (int head = 0; head < 2; head++) {
              assertArrayEquals(
                  ByteReference.attend(queries, head * 80, keys, values, look),
                  java.util.Arrays.copyOfRange(attention.read(), head * 80, head * 80 + 80),
                  "seed " + (SEED + 3) + " length " + length + " " + kernels.title());
            }
          }
        }
      }
    }
    assertEquals(0, ledger.total());
  }

  /// Layer 1, head 2 of pages that hold these tokens, as [KvBytes] draws them.
  private static CAttention.Pages pages(
      KvBytes kv, List<ByteReference.Bytes> keys, List<ByteReference.Bytes> values, Arena arena) {
    MemorySegment[] pages = new MemorySegment[KvLayout.pages(keys.size())];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = arena.allocate(kv.pageBytes(), 64);
    }
    for (int t = 0; t < keys.size(); t++) {
      MemorySegment at = pages[t / 32].asSlice(kv.offset(1, 2), kv.headBytes());
      int slot = t % 32;
      for (int i = 0; i < kv.headDim(); i++) {
        long key = (long) slot / 16 * kv.padded() * 16 + i / 4 * 64 + slot % 16 * 4 + i % 4;
        at.set(ValueLayout.JAVA_BYTE, key, (byte) (keys.get(t).values()[i] + 128));
        long value = kv.valuesAt() + (long) slot / 4 * kv.padded() * 4 + i * 4L + slot % 4;
        at.set(ValueLayout.JAVA_BYTE, value, values.get(t).values()[i]);
      }
      for (int i = kv.headDim(); i < kv.padded(); i++) {
        long key = (long) slot / 16 * kv.padded() * 16 + i / 4 * 64 + slot % 16 * 4 + i % 4;
        at.set(ValueLayout.JAVA_BYTE, key, (byte) 128);
      }
      scale(at, kv.scalesAt() + 2L * slot, keys.get(t));
      scale(at, kv.scalesAt() + 64 + 2L * slot, values.get(t));
    }
    return new CAttention.Pages(pages, keys.size());
  }

  private static void scale(MemorySegment at, long where, ByteReference.Bytes bytes) {
    at.set(ValueLayout.JAVA_SHORT_UNALIGNED, where, Float.floatToFloat16(bytes.scale()));
  }

  @Test
  void namesAnInstructionSetOnlyWhereItRuns() {
    assertEquals(CKernels.Isa.PORTABLE, CKernels.all().getFirst().isa());
    assertTrue(CKernels.best().stream().noneMatch(k -> k.isa() == CKernels.Isa.PORTABLE));
  }

  @Test
  void measuresTheLimitsOfTheMachine() {
    try (Arena arena = Arena.ofConfined()) {
      assertTrue(CProbe.read(CKernels.all().getLast(), arena.allocate(3_000_001), 2) > 0);
      for (CKernels kernels : CKernels.all()) {
        assertTrue(CProbe.operations(kernels, 2, Duration.ofMillis(1)) > 0);
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> CProbe.read(CKernels.all().getLast(), MemorySegment.ofArray(new byte[9]), 1));
  }

  @Test
  void refusesGroupsWhoseSumsCouldOverflow() {
    PaletteWeights w = KernelsTest.palette(new Random(SEED), 1, (1 << 16) + 1);
    assertEquals("", CWeights.refusal(w));
    PaletteWeights wide =
        new PaletteWeights(
            1, w.columns(), w.bits(), 1 << 17, w.indices(), w.tables(), w.scales().asSlice(0, 32));
    assertEquals("column groups of 65552 are more than 65536", CWeights.refusal(wide));
  }

  @Test
  void refusesWeightsWithoutAnAddress() {
    PaletteWeights heap = KernelsTest.palette(new Random(SEED), 16, 16);
    Rows x = numbers(new Random(SEED), 1, 16);
    assertThrows(
        IllegalArgumentException.class,
        () -> CKernels.all().getFirst().multiply(heap, x, Rows.zeroed(1, 16), ledger));
  }

  private static void assertRows(float[][] expected, Rows y, String message) {
    for (int t = 0; t < expected.length; t++) {
      float[] row = java.util.Arrays.copyOfRange(y.values(), y.at(t), y.at(t) + expected[t].length);
      assertArrayEquals(expected[t], row, message + " token " + t);
    }
  }

  private Rows multiply(CKernels kernels, Weights w, Rows x) {
    Rows y = Rows.zeroed(x.count(), w.rows());
    kernels.multiply(w, x, y, ledger);
    return y;
  }

  private static int side(Random random) {
    return SIDES[random.nextInt(SIDES.length)];
  }

  private static Rows numbers(Random random, int tokens, int columns) {
    Rows x = Rows.zeroed(tokens, columns);
    for (int t = 0; t < tokens; t++) {
      double size = Math.pow(2, random.nextInt(20) - 10);
      for (int i = 0; i < columns; i++) {
        x.values()[x.at(t) + i] = (float) (random.nextGaussian() * size);
      }
    }
    return x;
  }

  private static MemorySegment copy(MemorySegment heap, Arena arena) {
    return arena.allocate(heap.byteSize(), 64).copyFrom(heap);
  }

  /// As [#copy], but at an address of any alignment.
  private static MemorySegment anywhere(MemorySegment heap, Random random, Arena arena) {
    MemorySegment room = arena.allocate(heap.byteSize() + 64, 64);
    return room.asSlice(random.nextInt(64), heap.byteSize()).copyFrom(heap);
  }

  private static PaletteWeights offHeap(PaletteWeights w, Arena arena) {
    return new PaletteWeights(
        w.rows(),
        w.columns(),
        w.bits(),
        w.groupColumns(),
        copy(w.indices(), arena),
        w.tables(),
        copy(w.scales(), arena));
  }
}
