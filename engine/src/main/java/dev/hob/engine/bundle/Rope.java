// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.List;

/// Rotary positions of a model: dimension `i` of half a head turns by `theta^(-2i / headDim) /
/// divisors[i]` a token; cosine and sine are multiplied by `magnitude`.
///
/// @param divisors one for each dimension of half a head; empty = all 1
/// @param magnitude 1 but for models that were stretched to longer texts
/// @see "RoFormer, arXiv 2104.09864; LongRoPE, arXiv 2402.13753"
public record Rope(double theta, List<Double> divisors, double magnitude) {
  public Rope {
    divisors = List.copyOf(divisors);
  }

  public static Rope plain(double theta) {
    return new Rope(theta, List.of(), 1);
  }

  /// Turns of dimension `i` a token.
  public double frequency(int i, int headDim) {
    double plain = 1.0 / Math.pow(theta, 2.0 * i / headDim);
    return divisors.isEmpty() ? plain : plain / divisors.get(i);
  }
}
