// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One tensor of a safetensors file. Immutable; `data` lives as long as the file it was read from
/// (or the memory it is to be written from).
///
/// @param shape row-major, outermost first; a scalar has none
/// @param data little-endian, exactly `elements() * type.bytes()` long
/// @param offset of `data` in its file, for error messages; 0 for a tensor not read from a file
public record Tensor(String name, TensorType type, long[] shape, MemorySegment data, long offset) {
  public Tensor {
    if (data.byteSize() != Math.multiplyExact(product(shape), (long) type.bytes())) {
      throw new IllegalArgumentException(
          name + ": " + data.byteSize() + " bytes for " + type + Arrays.toString(shape));
    }
  }

  /// A tensor to be written.
  public static Tensor of(String name, TensorType type, long[] shape, byte[] data) {
    return new Tensor(name, type, shape, MemorySegment.ofArray(data), 0);
  }

  public long elements() {
    return product(shape);
  }

  /// The shape as the file spells it, for messages: `[256, 768]`.
  public String shapeText() {
    return Arrays.toString(shape);
  }

  /// @throws ArithmeticException more than 2^63 - 1 elements
  static long product(long[] shape) {
    long product = 1;
    for (long side : shape) {
      product = Math.multiplyExact(product, side);
    }
    return product;
  }
}
