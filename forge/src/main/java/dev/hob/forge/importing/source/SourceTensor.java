// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import java.util.function.IntUnaryOperator;

/// A tensor whose rows can be read as f32. Thread-safe.
public interface SourceTensor {
  /// As the file spells it, for messages.
  String name();

  /// 1 for a vector.
  int rows();

  int columns();

  /// Whether its numbers are `bf16`, whose range an f16 does not have.
  boolean isBrainFloat();

  /// @param out gets `count * columns()` values from `at` on
  void read(int first, int count, float[] out, int at);

  /// Gives back the memory that its file takes in this process; it can still be read.
  void unload();

  /// Some of its rows, in another order.
  ///
  /// @param rowAt row of this for each row of the view
  default SourceTensor view(int rows, IntUnaryOperator rowAt) {
    return new DerivedTensor(this) {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public void read(int first, int count, float[] out, int at) {
        for (int row = 0; row < count; row++) {
          whole.read(rowAt.applyAsInt(first + row), 1, out, at + row * columns());
        }
      }
    };
  }

  /// The same with `sum` added to each value.
  default SourceTensor plus(float sum) {
    return new DerivedTensor(this) {
      @Override
      public void read(int first, int count, float[] out, int at) {
        whole.read(first, count, out, at);
        for (int i = at; i < at + count * columns(); i++) {
          out[i] += sum;
        }
      }
    };
  }
}
