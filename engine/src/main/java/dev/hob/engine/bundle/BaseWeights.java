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
    float[] finalNorm = norm(file, config, ModelConfig.FINAL_NORM, config.width());
    List<LayerWeights> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(layer(file, config, layer));
    }
    return new BaseWeights(embedding, head, finalNorm, List.copyOf(layers));
  }

  private static LayerWeights layer(SafetensorsFile file, ModelConfig config, int layer) {
    Map<Projection, Weights> matrices = new EnumMap<>(Projection.class);
    Map<Projection, float[]> biases = new EnumMap<>(Projection.class);
    for (Projection projection : Projection.values()) {
      int rows = projection.rows(config);
      matrices.put(
          projection,
          WeightsFile.matrix(
              file,
              ModelConfig.tensor(layer, projection.path()),
              rows,
              projection.columns(config)));
      if (config.block().biases().contains(projection)) {
        biases.put(projection, WeightsFile.vector(file, ModelConfig.bias(layer, projection), rows));
      }
    }
    float[] none = {};
    Map<LayerNorm, float[]> norms = new EnumMap<>(LayerNorm.class);
    for (LayerNorm norm : LayerNorm.of(config.block())) {
      String name = ModelConfig.tensor(layer, norm.path(config.block()));
      norms.put(norm, norm(file, config, name, norm.length(config)));
    }
    return new LayerWeights(
        norms.getOrDefault(LayerNorm.BEFORE_ATTENTION, none),
        norms.getOrDefault(LayerNorm.BEFORE_MLP, none),
        norms.getOrDefault(LayerNorm.QUERY, none),
        norms.getOrDefault(LayerNorm.KEY, none),
        norms.getOrDefault(LayerNorm.AFTER_ATTENTION, none),
        norms.getOrDefault(LayerNorm.AFTER_MLP, none),
        matrices,
        biases);
  }

  private static float[] norm(SafetensorsFile file, ModelConfig config, String name, int length) {
    float[] weight = WeightsFile.vector(file, name, length);
    if (config.block().centredNorms()) {
      for (int i = 0; i < length; i++) {
        weight[i] += 1f;
      }
    }
    return weight;
  }
}
