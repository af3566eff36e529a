// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// The packing order `strip16` of palette indices, and the arithmetic of its sizes.
///
/// A *strip* is 16 output rows, because a 512-bit register holds 16 lanes: lane `r` is row `r` of
/// the strip and no sum ever crosses lanes. Strips follow one another; rows are padded to 16. A
/// strip is a run of 64-byte words; a word holds 16 rows of 8 (4-bit) or 16 (2-bit) columns:
///
/// | byte `p` of word `n` | row | column | bits of the byte |
/// | --- | --- | --- | --- |
/// | 4-bit | `p / 4` | `8n + 4f + p % 4`, f = 0, 1 | `4f .. 4f+3` |
/// | 2-bit | `p / 4` | `16n + 4f + p % 4`, f = 0..3 | `2f .. 2f+1` |
///
/// So a word seen as 16 little-endian ints has one row an int. Padding (rows past the end, columns
/// past the end) has index 0.
public final class Strip16 {
  /// Rows of a strip.
  public static final int ROWS = 16;

  /// Bytes of a word.
  public static final int WORD = 64;

  /// The `layout` id in a bundle's header.
  public static final String LAYOUT = "strip16";

  private Strip16() {}

  /// Strips of `rows` rows.
  public static int strips(int rows) {
    return Math.ceilDiv(rows, ROWS);
  }

  /// Columns that one word holds.
  public static int wordColumns(int bits) {
    return switch (bits) {
      case 4 -> 8;
      case 2 -> 16;
      default -> throw new IllegalArgumentException("bits " + bits + ", expected 2 or 4");
    };
  }

  /// Bytes of one strip.
  public static int stripBytes(int columns, int bits) {
    return Math.multiplyExact(Math.ceilDiv(columns, wordColumns(bits)), WORD);
  }

  /// Packs indices.
  ///
  /// @param indices [rows, columns] row-major, one index a byte
  /// @return [strips, stripBytes]
  /// @throws IllegalArgumentException an index does not fit `bits`, or the length is wrong
  public static byte[] pack(byte[] indices, int rows, int columns, int bits) {
    if (indices.length != Math.multiplyExact(rows, columns)) {
      throw new IllegalArgumentException(
          indices.length + " indices for [" + rows + ", " + columns + "]");
    }
    int stripBytes = stripBytes(columns, bits);
    byte[] packed = new byte[Math.multiplyExact(strips(rows), stripBytes)];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int index = indices[row * columns + column];
        if (index < 0 || index >= 1 << bits) {
          throw new IllegalArgumentException("index " + index + " in " + bits + " bits");
        }
        packed[byteOf(row, column, stripBytes, bits)] |= (byte) (index << shiftOf(column, bits));
      }
    }
    return packed;
  }

  /// The reverse of [#pack].
  public static byte[] unpack(byte[] packed, int rows, int columns, int bits) {
    int stripBytes = stripBytes(columns, bits);
    if (packed.length != Math.multiplyExact(strips(rows), stripBytes)) {
      throw new IllegalArgumentException(
          packed.length + " bytes for [" + rows + ", " + columns + "] in " + bits + " bits");
    }
    byte[] indices = new byte[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int value = packed[byteOf(row, column, stripBytes, bits)] >>> shiftOf(column, bits);
        indices[row * columns + column] = (byte) (value & ((1 << bits) - 1));
      }
    }
    return indices;
  }

  /// Byte that holds the index of (row, column).
  public static int byteOf(int row, int column, int stripBytes, int bits) {
    int word = column / wordColumns(bits);
    return (row / ROWS) * stripBytes + word * WORD + (row % ROWS) * 4 + column % 4;
  }

  /// First bit of that index inside its byte.
  public static int shiftOf(int column, int bits) {
    return column % wordColumns(bits) / 4 * bits;
  }
}
