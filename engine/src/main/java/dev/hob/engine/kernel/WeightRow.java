// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// One row of a matrix as f32: the embedding of a token.
public final class WeightRow {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private WeightRow() {}

  /// Writes `w.columns()` numbers to `out` from `at` on.
  public static void read(Weights w, int row, float[] out, int at) {
    if (row < 0 || row >= w.rows()) {
      throw new IndexOutOfBoundsException("row " + row + " of " + w.rows());
    }
    for (int column = 0; column < w.columns(); column++) {
      out[at + column] =
          switch (w) {
            case PaletteWeights palette -> weight(palette, row, column);
            case PlainWeights plain ->
                value(plain.type(), plain.values(), (long) row * plain.columns() + column);
          };
    }
  }

  private static float weight(PaletteWeights w, int row, int column) {
    int strip = row / Strip16.ROWS;
    long at =
        (long) strip * w.stripBytes() + Strip16.byteOf(row % Strip16.ROWS, column, 0, w.bits());
    int packed = w.indices().get(ValueLayout.JAVA_BYTE, at);
    int index = packed >>> Strip16.shiftOf(column, w.bits()) & ((1 << w.bits()) - 1);
    long scale = ((long) strip * w.groups() + column / w.groupColumns()) * 32L + row % 16 * 2L;
    return Float.float16ToFloat(w.scales().get(SHORT, scale))
        * w.tables()[w.tableAt(strip) + index];
  }

  private static float value(PlainWeights.Type type, MemorySegment values, long index) {
    return switch (type) {
      case F32 -> values.get(FLOAT, index * 4);
      case F16 -> Float.float16ToFloat(values.get(SHORT, index * 2));
      case BF16 -> Float.intBitsToFloat(values.get(SHORT, index * 2) << 16);
    };
  }
}
