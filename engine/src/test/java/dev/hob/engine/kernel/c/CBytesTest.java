// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.kernel.PlainWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CBytesTest {
  private static final long SEED = Long.getLong("hob.seed", 1L);

  @Test
  void everyElementThatIsNotFiniteIsFoundAndNoOther() {
    assumeTrue(CBytes.here(), "no C kernels");
    Random random = new Random(SEED + 1);
    for (int round = 0; round < 300; round++) {
      try (Arena arena = Arena.ofConfined()) {
        PlainWeights plain = plain(random, arena);
        String message = "seed " + (SEED + 1) + " round " + round + " " + plain;
        assertTrue(CBytes.finite(plain.type(), plain.values()), message);
        boolean nan = random.nextBoolean();
        boolean negative = random.nextBoolean();
        int at = random.nextInt(plain.rows() * plain.columns()) * plain.type().bytes();
        if (plain.type() == PlainWeights.Type.F32) {
          int bits = 0x7f800000 | (nan ? 1 << random.nextInt(23) : 0);
          plain.values().set(ValueLayout.JAVA_INT_UNALIGNED, at, negative ? -1 << 31 | bits : bits);
        } else {
          boolean half = plain.type() == PlainWeights.Type.F16;
          int bits = (half ? 0x7c00 : 0x7f80) | (nan ? 1 << random.nextInt(half ? 10 : 7) : 0);
          short value = (short) (negative ? 0x8000 | bits : bits);
          plain.values().set(ValueLayout.JAVA_SHORT_UNALIGNED, at, value);
        }

        assertFalse(CBytes.finite(plain.type(), plain.values()), message + " byte " + at);
      }
    }
  }

  @Test
  void whatDoesNotFitNeverReachesC() {
    assumeTrue(CBytes.here(), "no C kernels");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(2 * 16 * 4);
      assertThrows(
          IllegalArgumentException.class,
          () -> CBytes.finite(PlainWeights.Type.F32, values.asSlice(0, 127)));
      assertThrows(
          IllegalArgumentException.class,
          () -> CBytes.finite(PlainWeights.Type.F16, MemorySegment.ofArray(new byte[2])));
      MemorySegment state = arena.allocate(CBytes.STATE, 16);
      assertThrows(
          IllegalArgumentException.class, () -> CBytes.sha256(state, values.asSlice(0, 63)));
      assertThrows(IllegalArgumentException.class, () -> CBytes.sha256(state.asSlice(1), values));
    }
  }

  /// Finite numbers at any address, the largest and smallest among them.
  private static PlainWeights plain(Random random, Arena arena) {
    int rows = 1 + random.nextInt(random.nextBoolean() ? 16 : 70);
    int columns = 1 + random.nextInt(random.nextBoolean() ? 16 : 70);
    PlainWeights.Type type = PlainWeights.Type.values()[random.nextInt(3)];
    long bytes = (long) rows * columns * type.bytes();
    MemorySegment values = arena.allocate(bytes + 64).asSlice(random.nextInt(64), bytes);
    for (long i = 0; i < (long) rows * columns; i++) {
      switch (type) {
        case F32 -> {
          int bits = random.nextInt();
          bits = (bits & 0x7f800000) == 0x7f800000 ? bits ^ 0x00800000 : bits;
          values.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * i, bits);
        }
        case F16 -> values.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, bits(random, 0x7c00));
        case BF16 -> values.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, bits(random, 0x7f80));
      }
    }
    return new PlainWeights(rows, columns, type, values);
  }

  private static short bits(Random random, int exponent) {
    int bits = random.nextInt(1 << 16);
    return (short) ((bits & exponent) == exponent ? bits ^ (exponent & -exponent) : bits);
  }
}
