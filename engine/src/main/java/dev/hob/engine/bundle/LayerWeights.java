// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.Weights;
import java.util.Map;
import java.util.Optional;

/// The weights of one layer.
///
/// @param inputNorm [width], before attention
/// @param attentionNorm [width], before the MLP
/// @param queryNorm [headDim], empty without head norms
/// @param keyNorm [headDim], empty without head norms
/// @param afterAttention [width], of what attention gives; empty where it is added as it is
/// @param afterMlp [width], of what the MLP gives; empty likewise
/// @param matrices all seven
/// @param biases [rows], of the projections that have one
public record LayerWeights(
    float[] inputNorm,
    float[] attentionNorm,
    float[] queryNorm,
    float[] keyNorm,
    float[] afterAttention,
    float[] afterMlp,
    Map<Projection, Weights> matrices,
    Map<Projection, float[]> biases) {
  public Weights matrix(Projection projection) {
    Weights weights = matrices.get(projection);
    if (weights == null) {
      throw new IllegalStateException("no " + projection);
    }
    return weights;
  }

  public Optional<float[]> bias(Projection projection) {
    return Optional.ofNullable(biases.get(projection));
  }
}
