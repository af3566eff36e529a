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
  /// @param into [#bytes] long; overwritten as a whole
  public static StripWeights of(PlainWeights plain, MemorySegment into) {
    for (int strip = 0; strip < Strip16.strips(plain.rows()); strip++) {
      if (plain.type() == PlainWeights.Type.F32) {
        wide(plain, strip, into);
      } else {
        narrow(plain, strip, into);
      }
    }
    return new StripWeights(plain.rows(), plain.columns(), plain.type(), into);
  }

  private static void narrow(PlainWeights plain, int strip, MemorySegment into) {
    int columns = plain.columns();
    int rows = Math.min(Strip16.ROWS, plain.rows() - strip * Strip16.ROWS);
    short[] in = new short[rows * columns];
    short[] out = new short[Strip16.ROWS * columns];
    MemorySegment.copy(
        plain.values(), SHORT, 2L * strip * Strip16.ROWS * columns, in, 0, in.length);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        out[column * Strip16.ROWS + row] = in[row * columns + column];
      }
    }
    MemorySegment.copy(out, 0, into, SHORT, 2L * strip * out.length, out.length);
  }

  private static void wide(PlainWeights plain, int strip, MemorySegment into) {
    int columns = plain.columns();
    int rows = Math.min(Strip16.ROWS, plain.rows() - strip * Strip16.ROWS);
    int[] in = new int[rows * columns];
    int[] out = new int[Strip16.ROWS * columns];
    MemorySegment.copy(plain.values(), INT, 4L * strip * Strip16.ROWS * columns, in, 0, in.length);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        out[column * Strip16.ROWS + row] = in[row * columns + column];
      }
    }
    MemorySegment.copy(out, 0, into, INT, 4L * strip * out.length, out.length);
  }
}
