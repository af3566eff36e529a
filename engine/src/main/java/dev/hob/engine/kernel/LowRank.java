// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// One low-rank pair: `y += scaling · B (A x)`. Its numbers are read where an adapter's file has
/// them.
///
/// @param a [rank, in]
/// @param b [out, rank]
/// @param scaling `alpha / rank`, or `alpha / sqrt(rank)` for rank-stabilized LoRA
public record LowRank(PlainWeights a, PlainWeights b, float scaling) {
  public LowRank {
    if (a.rows() != b.columns()) {
      throw new IllegalArgumentException("ranks " + a.rows() + " and " + b.columns());
    }
  }

  public int rank() {
    return a.rows();
  }
}
