// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import java.lang.foreign.MemorySegment;

/// A palettized matrix in layout `strip16`: `w[o,i] = scale[o, i/G] * table[o /
/// rowGroup][index[o,i]]`.
///
/// | | shape | |
/// | --- | --- | --- |
/// | `indices` | [strips, stripBytes] | packed as [Strip16] says |
/// | `tables` | [1 or strips, 16] | f32 in [-1, 1]; a 2-bit table fills the first 4 of its 16 |
/// | `scales` | [strips, groups, 16] | IEEE f16, finite |
///
/// @param bits 2 or 4
/// @param groupColumns G, a multiple of 16; the last group may be short
public record PaletteWeights(
    int rows,
    int columns,
    int bits,
    int groupColumns,
    MemorySegment indices,
    float[] tables,
    MemorySegment scales)
    implements Weights {
  /// Entries kept for a table, whatever its bits.
  public static final int TABLE = 16;

  public PaletteWeights {
    if (rows < 1 || columns < 1 || groupColumns < 16 || groupColumns % 16 != 0) {
      throw new IllegalArgumentException(
          "[" + rows + ", " + columns + "] in groups of " + groupColumns);
    }
    long strips = Strip16.strips(rows);
    require("indices", indices.byteSize(), strips * Strip16.stripBytes(columns, bits));
    require("scales", scales.byteSize(), strips * Math.ceilDiv(columns, groupColumns) * 32L);
    if (tables.length != TABLE && tables.length != strips * TABLE) {
      throw new IllegalArgumentException("tables: " + tables.length + " entries");
    }
  }

  private static void require(String what, long got, long needed) {
    if (got != needed) {
      throw new IllegalArgumentException(what + ": " + got + " bytes, expected " + needed);
    }
  }

  public int strips() {
    return Strip16.strips(rows);
  }

  public int groups() {
    return Math.ceilDiv(columns, groupColumns);
  }

  public int stripBytes() {
    return Strip16.stripBytes(columns, bits);
  }

  /// Where the table of `strip` begins in `tables`.
  public int tableAt(int strip) {
    return tables.length == TABLE ? 0 : strip * TABLE;
  }
}
