// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

/// What a step over `n` rows costs against one over a single row: C(n). Learnt from the steps that
/// run. Batch-loop thread only.
///
/// Begins with what the C kernels measured on a 3B base whose weights come from memory: the first
/// four rows are nearly free, then arithmetic counts. Machines differ, and the same machine from
/// minute to minute, so every decode step corrects its own figure and, less and less, those beside
/// it; half of what a step of several rows took too long is blamed on the machine as a whole.
final class StepCost {
  /// Rows beyond cost in proportion.
  static final int MOST = 16;

  private static final double[] FIRST = {
    0, 1, 1.07, 1.1, 1.25, 1.45, 1.7, 1.9, 2.1, 2.3, 2.5, 2.7, 2.9, 3.15, 3.4, 3.65, 3.9
  };
  private static final double SHARE = 0.2;

  private final double[] ratio = FIRST.clone();

  /// Nanoseconds of a step of one row, 0 until measured.
  private double unit;

  /// @param rows of a step that did nothing but decode
  void learn(int rows, long nanos) {
    if (rows < 1 || rows > MOST || nanos <= 0) {
      return;
    }
    if (unit == 0) {
      unit = nanos / ratio[rows];
      return;
    }
    // A step that was held up by other processes counts twofold at most.
    double error = Math.clamp(nanos / (unit * ratio[rows]), 0.5, 2);
    if (rows == 1) {
      unit *= Math.pow(error, SHARE);
      return;
    }
    unit *= Math.pow(error, SHARE / 2);
    for (int n = 2; n <= MOST; n++) {
      ratio[n] *= Math.pow(error, SHARE / 2 / (1 + Math.abs(n - rows)));
    }
    for (int n = 2; n <= MOST; n++) {
      ratio[n] = Math.max(ratio[n], ratio[n - 1]);
    }
  }

  /// C(rows), >= 1.
  double of(int rows) {
    return rows <= MOST ? ratio[rows] : ratio[MOST] * rows / MOST;
  }
}
