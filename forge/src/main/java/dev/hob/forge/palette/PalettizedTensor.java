// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import dev.hob.engine.bundle.Palette;

/// A matrix as palette: `w[o,i] = scale[o, i / G] * table[idx[o,i]]`, one table for the tensor.
/// Table entries are multiples of 1/127 and scales are f16 values once the tensor is [#rounded()],
/// as the bundle stores them.
///
/// @param indices [rows, columns] row-major, one index a byte
/// @param table [2^bits], within -1..1
/// @param scales [rows, groups] row-major
public record PalettizedTensor(Palette shape, byte[] indices, float[] table, float[] scales) {
  public PalettizedTensor {
    if (indices.length != shape.rows() * shape.columns()
        || table.length != shape.entries()
        || scales.length != shape.rows() * shape.groups()) {
      throw new IllegalArgumentException(
          indices.length
              + " indices, "
              + table.length
              + " entries, "
              + scales.length
              + " scales for "
              + shape);
    }
  }

  /// The weights that this palette stands for, [rows, columns] row-major.
  public float[] values() {
    float[] values = new float[indices.length];
    int columns = shape.columns();
    int group = shape.groupColumns();
    for (int row = 0; row < shape.rows(); row++) {
      for (int column = 0; column < columns; column++) {
        int at = row * columns + column;
        values[at] = scales[row * shape.groups() + column / group] * table[indices[at]];
      }
    }
    return values;
  }

  /// The same tensor with other tables and scales, e.g. trained ones.
  public PalettizedTensor with(float[] newTable, float[] newScales) {
    return new PalettizedTensor(shape, indices, newTable, newScales);
  }

  /// Tables rounded to 1/127 and scales to f16; a table that grew beyond one gives the factor to
  /// the scales first.
  public PalettizedTensor rounded() {
    float largest = 0;
    for (float entry : table) {
      largest = Math.max(largest, Math.abs(entry));
    }
    float factor = largest > 1 ? largest : 1;
    float[] newTable = new float[table.length];
    for (int i = 0; i < table.length; i++) {
      newTable[i] = Math.round(Palette.ONE * table[i] / factor) / (float) Palette.ONE;
    }
    float[] newScales = new float[scales.length];
    for (int i = 0; i < scales.length; i++) {
      newScales[i] = Float.float16ToFloat(Float.floatToFloat16(scales[i] * factor));
    }
    return new PalettizedTensor(shape, indices, newTable, newScales);
  }

  /// Table bytes as the bundle stores them: value * 127 + 128.
  byte[] tableBytes() {
    byte[] bytes = new byte[table.length];
    for (int i = 0; i < table.length; i++) {
      bytes[i] = (byte) (Math.round(Palette.ONE * table[i]) + Palette.ZERO);
    }
    return bytes;
  }

  /// Scales as IEEE f16 bits.
  short[] scaleBits() {
    short[] bits = new short[scales.length];
    for (int i = 0; i < scales.length; i++) {
      bits[i] = Float.floatToFloat16(scales[i]);
    }
    return bits;
  }
}
