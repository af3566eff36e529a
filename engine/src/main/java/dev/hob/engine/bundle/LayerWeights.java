// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.Weights;
import java.util.Map;

/// The weights of one layer.
///
/// @param inputNorm [width], before attention
/// @param attentionNorm [width], before the MLP
/// @param queryNorm [headDim], empty without q/k norm
/// @param keyNorm [headDim], empty without q/k norm
/// @param matrices all seven
public record LayerWeights(
    float[] inputNorm,
    float[] attentionNorm,
    float[] queryNorm,
    float[] keyNorm,
    Map<Projection, Weights> matrices) {
  public Weights matrix(Projection projection) {
    Weights weights = matrices.get(projection);
    if (weights == null) {
      throw new IllegalStateException("no " + projection);
    }
    return weights;
  }
}
