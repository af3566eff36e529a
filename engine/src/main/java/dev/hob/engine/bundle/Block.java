// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.Gate;
import java.util.Set;

/// What tells the layers of one family from those of another.
///
/// @param headNorms RMSNorm on each query and key head
/// @param biases projections to whose product a vector is added
/// @param centredNorms a stored norm weight `w` stands for `1 + w`
/// @param normsAfter what attention and MLP give is normed before it is added
/// @param gate of the MLP
/// @param embeddingScale of the rows that go in
/// @param logitCap logits `l` become `cap · tanh(l / cap)`; 0 = they stay
public record Block(
    boolean headNorms,
    Set<Projection> biases,
    boolean centredNorms,
    boolean normsAfter,
    Gate gate,
    double embeddingScale,
    double logitCap) {
  public Block {
    biases = Set.copyOf(biases);
  }

  /// Of llama (without) and qwen3 (with head norms).
  static Block plain(boolean headNorms) {
    return new Block(headNorms, Set.of(), false, false, Gate.SILU, 1, 0);
  }
}
