// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.Weights;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// All weights of a base, as the kernels read them: views of the mapped file.
///
/// @param embedding [vocabulary, width]
/// @param head [vocabulary, width]; the embedding itself where both are tied
/// @param finalNorm [width]
record BaseWeights(Weights embedding, Weights head, float[] finalNorm, List<LayerWeights> layers) {
  /// @throws CorruptBundleException a tensor is missing or malformed
  /// @throws IncompatibleBundleException a tensor has another shape or type than `config` needs
  static BaseWeights read(SafetensorsFile file, ModelConfig config) {
    WeightsFile.requireFormat(file);
    Weights embedding =
        WeightsFile.matrix(file, ModelConfig.EMBEDDING, config.vocabulary(), config.width());
    Weights head =
        config.tied()
            ? embedding
            : WeightsFile.matrix(file, ModelConfig.HEAD, config.vocabulary(), config.width());
    float[] finalNorm = WeightsFile.vector(file, ModelConfig.FINAL_NORM, config.width());
    List<LayerWeights> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(layer(file, config, layer));
    }
    return new BaseWeights(embedding, head, finalNorm, List.copyOf(layers));
  }

  private static LayerWeights layer(SafetensorsFile file, ModelConfig config, int layer) {
    Map<Projection, Weights> matrices = new EnumMap<>(Projection.class);
    for (Projection projection : Projection.values()) {
      matrices.put(
          projection,
          WeightsFile.matrix(
              file,
              ModelConfig.tensor(layer, projection.path()),
              projection.rows(config),
              projection.columns(config)));
    }
    return new LayerWeights(
        norm(file, layer, "input_layernorm", config.width()),
        norm(file, layer, "post_attention_layernorm", config.width()),
        config.qkNorm() ? norm(file, layer, "self_attn.q_norm", config.headDim()) : new float[0],
        config.qkNorm() ? norm(file, layer, "self_attn.k_norm", config.headDim()) : new float[0],
        matrices);
  }

  private static float[] norm(SafetensorsFile file, int layer, String part, int length) {
    return WeightsFile.vector(file, ModelConfig.tensor(layer, part), length);
  }
}
