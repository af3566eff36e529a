// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

/// RMSNorm: `y = x / sqrt(mean(x²) + epsilon) · w`. The squares are summed in f64, in order.
final class Norm {
  private Norm() {}

  /// `y` may be `x` in the same place.
  static void rms(float[] x, int xAt, float[] w, double epsilon, float[] y, int yAt) {
    double squares = 0;
    for (int i = 0; i < w.length; i++) {
      double value = x[xAt + i];
      squares += value * value;
    }
    float scale = (float) (1.0 / Math.sqrt(squares / w.length + epsilon));
    for (int i = 0; i < w.length; i++) {
      y[yAt + i] = x[xAt + i] * scale * w[i];
    }
  }
}
