// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// The fixed order in which 16 lanes are summed up.
public final class Halves {
  private Halves() {}

  /// Sums 16 lanes by halves; `lanes` is used up.
  public static float sum(float[] lanes) {
    for (int half = 8; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        lanes[lane] += lanes[lane + half];
      }
    }
    return lanes[0];
  }
}
