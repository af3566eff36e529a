// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A matrix of plain numbers with 16 rows side by side: `values` is [strips, columns, 16], rows
/// padded with zeros to 16. The form in which low-rank pairs are held: lane = row, so neither `A·x`
/// nor `B·t` ever sums across lanes, however small the rank.
public record StripWeights(int rows, int columns, PlainWeights.Type type, MemorySegment values)
    implements Weights {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public StripWeights {
    if (rows < 1 || columns < 1 || values.byteSize() != bytes(rows, columns, type)) {
      throw new IllegalArgumentException(
          values.byteSize() + " bytes for " + type + "[" + rows + ", " + columns + "]");
    }
  }

  /// Bytes of `values`.
  public static long bytes(int rows, int columns, PlainWeights.Type type) {
    return (long) Strip16.strips(rows) * columns * Strip16.ROWS * type.bytes();
  }

  public int strips() {
    return Strip16.strips(rows);
  }

  /// Puts `plain` into strip order.
  ///
  /// @param into zeroed, [#bytes] long
  public static StripWeights of(PlainWeights plain, MemorySegment into) {
    PlainWeights.Type type = plain.type();
    for (int row = 0; row < plain.rows(); row++) {
      for (int column = 0; column < plain.columns(); column++) {
        long from = (long) row * plain.columns() + column;
        long to = ((long) (row / 16) * plain.columns() + column) * 16 + row % 16;
        switch (type) {
          case F32 -> into.set(INT, to * 4, plain.values().get(INT, from * 4));
          case F16, BF16 -> into.set(SHORT, to * 2, plain.values().get(SHORT, from * 2));
        }
      }
    }
    return new StripWeights(plain.rows(), plain.columns(), type, into);
  }
}
