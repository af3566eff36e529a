// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.StripWeights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Weights to f32 arrays, where the look-up is not done in registers.
final class Unpack {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Unpack() {}

  /// Columns `from .. from + count` of a strip without their scale, as [count, 16].
  static void palette(PaletteWeights w, int strip, int from, int count, float[] columns) {
    int bits = w.bits();
    int wordColumns = bits == 4 ? 8 : 16;
    int mask = (1 << bits) - 1;
    int table = w.tableAt(strip);
    long base = (long) strip * w.stripBytes();
    for (int k = 0; k < count; k += wordColumns) {
      long word = base + (long) (from + k) / wordColumns * 64;
      int end = Math.min(wordColumns, count - k);
      for (int row = 0; row < 16; row++) {
        int packed = w.indices().get(INT, word + row * 4L);
        for (int c = 0; c < end; c++) {
          int index = packed >>> (8 * (c & 3) + bits * (c >> 2)) & mask;
          columns[(k + c) * 16 + row] = w.tables()[table + index];
        }
      }
    }
  }

  /// The 16 scales of one group.
  static void scales(PaletteWeights w, int strip, int group, float[] scales) {
    long at = ((long) strip * w.groups() + group) * 32;
    for (int row = 0; row < 16; row++) {
      scales[row] = Float.float16ToFloat(w.scales().get(SHORT, at + row * 2L));
    }
  }

  /// All columns of a strip as [columns, 16].
  static void strip(StripWeights w, int strip, float[] columns) {
    int count = w.columns() * 16;
    floats(w.type(), w.values(), (long) strip * count, count, columns);
  }

  /// One row.
  static void row(PlainWeights w, int row, float[] values) {
    floats(w.type(), w.values(), (long) row * w.columns(), w.columns(), values);
  }

  private static void floats(
      PlainWeights.Type type, MemorySegment from, long first, int count, float[] into) {
    switch (type) {
      case F32 -> MemorySegment.copy(from, FLOAT, first * 4, into, 0, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          into[i] = Float.float16ToFloat(from.get(SHORT, (first + i) * 2));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          into[i] = Float.intBitsToFloat(from.get(SHORT, (first + i) * 2) << 16);
        }
      }
    }
  }
}
