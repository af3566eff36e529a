// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.StripWeights;

/// Low-rank pairs in bfloat16, as adapters are held.
final class Pairs {
  static final PlainWeights.Type TYPE = PlainWeights.Type.BF16;

  private Pairs() {}

  /// @param a strips [rank, in]
  /// @param b strips [out, rank]
  record Pair(StripWeights a, StripWeights b) {}

  /// Bytes that are read for one pair.
  static long bytes(int side, int rank) {
    return StripWeights.bytes(rank, side, TYPE) + StripWeights.bytes(side, rank, TYPE);
  }

  /// Multiply-adds count twice.
  static double operations(int side, int rank, int rows) {
    return 4.0 * side * rank * rows;
  }
}
