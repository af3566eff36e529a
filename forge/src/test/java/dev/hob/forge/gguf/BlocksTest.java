// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random blocks of every type, read twice.
class BlocksTest {
  private static final long SEED = Long.getLong("hob.seed", 77L);
  private static final int BLOCKS = 40;

  /// Where a block keeps its f16 factors; they must be ordinary numbers.
  private static final Map<GgmlType, int[]> FACTORS =
      Map.of(
          GgmlType.Q4_0, new int[] {0},
          GgmlType.Q4_1, new int[] {0, 2},
          GgmlType.Q5_0, new int[] {0},
          GgmlType.Q5_1, new int[] {0, 2},
          GgmlType.Q8_0, new int[] {0},
          GgmlType.Q2_K, new int[] {80, 82},
          GgmlType.Q3_K, new int[] {108},
          GgmlType.Q4_K, new int[] {0, 2},
          GgmlType.Q5_K, new int[] {0, 2},
          GgmlType.Q6_K, new int[] {208});

  static byte[] random(GgmlType type, int blocks, Random random) {
    byte[] bytes = new byte[blocks * type.bytes()];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < blocks; block++) {
      int at = block * type.bytes();
      float value = (float) random.nextGaussian();
      switch (type) {
        case F32 -> buffer.putFloat(at, value);
        case F16 -> buffer.putShort(at, Float.floatToFloat16(value));
        case BF16 -> buffer.putShort(at, (short) (Float.floatToRawIntBits(value) >>> 16));
        default -> {
          for (int factor : FACTORS.getOrDefault(type, new int[0])) {
            buffer.putShort(at + factor, Float.floatToFloat16((float) random.nextGaussian() / 16));
          }
        }
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(GgmlType.class)
  void readsWhatTheReferenceLayoutSays(GgmlType type) {
    byte[] bytes = random(type, BLOCKS, new Random(SEED));
    float[] values = new float[3 + BLOCKS * type.block()];
    Blocks.decode(type, MemorySegment.ofArray(bytes), 0, values, 3, BLOCKS * type.block());
    for (int block = 0; block < BLOCKS; block++) {
      byte[] one = new byte[type.bytes()];
      System.arraycopy(bytes, block * type.bytes(), one, 0, one.length);
      float[] expected = SlowBlocks.decode(type, one);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(
            expected[i],
            values[3 + block * type.block() + i],
            1e-5f * Math.abs(expected[i]) + 1e-6f,
            type + " seed " + SEED + " block " + block + " weight " + i);
      }
    }
  }
}
