// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

/// The machine's limit in products of bytes, by the instruction set that the engine's C kernels
/// use.
final class Dots {
  private Dots() {}

  /// @return billions of operations a second, two a multiply-add; NaN without C kernels
  static double limit(int threads) {
    return Double.NaN;
  }
}
