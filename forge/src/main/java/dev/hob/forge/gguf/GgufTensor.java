// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A tensor of a GGUF file; its bytes were checked to lie in the file and are mapped until the file
/// is closed. Immutable.
///
/// @param shape row-major, outermost first (the file lists it the other way round)
/// @param data exactly its blocks
/// @param file the file that holds it
/// @param offset of `data` in that file
public record GgufTensor(
    String name, long[] shape, GgmlType type, MemorySegment data, String file, long offset) {

  /// Weights of a row: the innermost side.
  public long columns() {
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  /// All sides but the innermost, multiplied.
  public long rows() {
    long rows = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      rows *= shape[i];
    }
    return rows;
  }

  public long elements() {
    return rows() * columns();
  }

  /// Decodes whole rows.
  ///
  /// @param out gets `count * columns()` values from `at` on
  public void rows(long first, int count, float[] out, int at) {
    if (first < 0 || count < 0 || first + count > rows()) {
      throw new IndexOutOfBoundsException(
          name + " rows " + first + " to " + (first + count) + " of " + rows());
    }
    long from = type.bytes(first * columns());
    Blocks.decode(type, data, from, out, at, Math.toIntExact(count * columns()));
  }

  /// All values, for small tensors.
  public float[] values() {
    float[] values = new float[Math.toIntExact(elements())];
    rows(0, Math.toIntExact(rows()), values, 0);
    return values;
  }

  /// The shape as messages show it.
  public String shapeText() {
    return Arrays.toString(shape);
  }
}
