// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// One low-rank pair: `y += scaling · B (A x)`.
///
/// @param a [rank, in]
/// @param b [out, rank]
/// @param scaling `alpha / rank`, or `alpha / sqrt(rank)` for rank-stabilized LoRA
public record LowRank(StripWeights a, StripWeights b, float scaling) {
  public LowRank {
    if (a.rows() != b.columns()) {
      throw new IllegalArgumentException("ranks " + a.rows() + " and " + b.columns());
    }
  }

  public int rank() {
    return a.rows();
  }
}
