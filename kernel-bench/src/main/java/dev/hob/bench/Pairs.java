// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.PlainWeights;

/// Low-rank pairs in bfloat16, as adapters are held.
final class Pairs {
  static final PlainWeights.Type TYPE = PlainWeights.Type.BF16;

  private Pairs() {}

  /// @param a [rank, in]
  /// @param b [out, rank]
  record Pair(PlainWeights a, PlainWeights b) {}

  /// Bytes that are read for one pair.
  static long bytes(int side, int rank) {
    return 2L * side * rank * TYPE.bytes();
  }

  /// Multiply-adds count twice.
  static double operations(int side, int rank, int rows) {
    return 4.0 * side * rank * rows;
  }
}
