// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

import java.lang.foreign.MemorySegment;

/// A matrix [rows, columns] of plain floating point numbers, row-major, little-endian, at any
/// address: a file need not align its numbers.
public record PlainWeights(int rows, int columns, Type type, MemorySegment values)
    implements Weights {
  /// How one value is stored.
  public enum Type {
    F32(4),
    F16(2),
    BF16(2);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    public int bytes() {
      return bytes;
    }
  }

  public PlainWeights {
    long needed = (long) rows * columns * type.bytes();
    if (rows < 1 || columns < 1 || values.byteSize() != needed) {
      throw new IllegalArgumentException(
          values.byteSize() + " bytes for " + type + "[" + rows + ", " + columns + "]");
    }
  }
}
