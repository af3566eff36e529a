// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.List;

/// Rotary positions of a model: the first `dims` dimensions of a head turn, dimension `i` of half
/// of them by `theta^(-2i / dims) / divisors[i]` a token; their cosine and sine are multiplied by
/// `magnitude`.
///
/// @param divisors one for each dimension of half of those that turn; empty = all 1
/// @param magnitude 1 but for models that were stretched to longer texts
/// @param share of a head that turns; 1 but for few models
/// @see "RoFormer, arXiv 2104.09864; LongRoPE, arXiv 2402.13753; YaRN, arXiv 2309.00071"
public record Rope(double theta, List<Double> divisors, double magnitude, double share) {
  public Rope {
    divisors = List.copyOf(divisors);
  }

  /// Of a head that turns as a whole.
  public Rope(double theta, List<Double> divisors, double magnitude) {
    this(theta, divisors, magnitude, 1);
  }

  public static Rope plain(double theta) {
    return new Rope(theta, List.of(), 1);
  }

  /// Dimensions of a head that turn.
  public int dims(int headDim) {
    return (int) (headDim * share);
  }

  /// Turns of dimension `i` a token.
  public double frequency(int i, int headDim) {
    double plain = 1.0 / Math.pow(theta, 2.0 * i / dims(headDim));
    return divisors.isEmpty() ? plain : plain / divisors.get(i);
  }
}
