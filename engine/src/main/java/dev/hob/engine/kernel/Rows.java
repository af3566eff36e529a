// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// A block of activations, [count, width] in a heap array that its owner reuses from step to step.
/// Row `t` begins at `from + t * stride`. As the input of a product its rows must be readable, and
/// zero, up to the next multiple of 16 columns: [#padded] gives such a stride.
public record Rows(float[] values, int from, int stride, int count) {
  public Rows {
    if (from < 0 || count < 0 || stride < 0 || from + (long) stride * count > values.length) {
      throw new IndexOutOfBoundsException(
          count + " rows of " + stride + " from " + from + " in " + values.length);
    }
  }

  /// A zeroed block whose rows are padded to a multiple of 16.
  public static Rows zeroed(int count, int width) {
    int stride = padded(width);
    return new Rows(new float[Math.multiplyExact(count, stride)], 0, stride, count);
  }

  /// `width` rounded up to a multiple of 16.
  public static int padded(int width) {
    return Math.multiplyExact(Math.ceilDiv(width, 16), 16);
  }

  /// Rows `first .. first + number`.
  public Rows slice(int first, int number) {
    if (first < 0 || number < 0 || first + number > count) {
      throw new IndexOutOfBoundsException(first + " + " + number + " of " + count);
    }
    return new Rows(values, from + first * stride, stride, number);
  }

  /// Where row `t` begins in `values`.
  public int at(int t) {
    return from + t * stride;
  }
}
