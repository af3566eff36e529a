// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.Weights;
import java.util.AbstractList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// All weights of a base, as the kernels read them.
///
/// @param embedding [vocabulary, width]
/// @param head [vocabulary, width]; the embedding itself where both are tied
/// @param finalNorm [width]
public record BaseWeights(
    ModelConfig config,
    Weights embedding,
    Weights head,
    float[] finalNorm,
    List<LayerWeights> layers) {

  /// Where the weights of a model are, by Hugging Face's names.
  public interface Tensors {
    /// The matrix `name` of shape [rows, columns].
    ///
    /// @throws CorruptBundleException missing or malformed
    /// @throws IncompatibleBundleException of another shape or type
    Weights matrix(String name, int rows, int columns);

    /// The vector `name`, as stored. The caller may change it.
    ///
    /// @throws CorruptBundleException missing or malformed
    /// @throws IncompatibleBundleException of another shape or type
    float[] vector(String name, int length);
  }

  /// Views of a mapped file.
  ///
  /// @throws CorruptBundleException a tensor is missing or malformed
  /// @throws IncompatibleBundleException a tensor has another shape or type than `config` needs
  static BaseWeights read(SafetensorsFile file, ModelConfig config) {
    WeightsFile.requireFormat(file);
    Tensors tensors =
        new Tensors() {
          @Override
          public Weights matrix(String name, int rows, int columns) {
            return WeightsFile.matrix(file, name, rows, columns);
          }

          @Override
          public float[] vector(String name, int length) {
            return WeightsFile.vector(file, name, length);
          }
        };
    Weights embedding = tensors.matrix(ModelConfig.EMBEDDING, config.vocabulary(), config.width());
    Weights head =
        config.tied()
            ? embedding
            : tensors.matrix(ModelConfig.HEAD, config.vocabulary(), config.width());
    BaseWeights streamed = streamed(tensors, config, embedding, head);
    return new BaseWeights(
        config, embedding, head, streamed.finalNorm(), List.copyOf(streamed.layers()));
  }

  /// Of which a layer's weights are asked for each time that the layer is: for models that are too
  /// large to be held as a whole.
  public static BaseWeights streamed(
      Tensors tensors, ModelConfig config, Weights embedding, Weights head) {
    List<LayerWeights> layers =
        new AbstractList<>() {
          @Override
          public LayerWeights get(int layer) {
            return layer(tensors, config, layer);
          }

          @Override
          public int size() {
            return config.layers();
          }
        };
    float[] finalNorm = norm(tensors, config, ModelConfig.FINAL_NORM, config.width());
    return new BaseWeights(config, embedding, head, finalNorm, layers);
  }

  private static LayerWeights layer(Tensors tensors, ModelConfig config, int layer) {
    Map<Projection, Weights> matrices = new EnumMap<>(Projection.class);
    Map<Projection, float[]> biases = new EnumMap<>(Projection.class);
    for (Projection projection : Projection.values()) {
      int rows = projection.rows(config);
      matrices.put(
          projection,
          tensors.matrix(
              ModelConfig.tensor(layer, projection.path()), rows, projection.columns(config)));
      if (config.block().biases().contains(projection)) {
        biases.put(projection, tensors.vector(ModelConfig.bias(layer, projection), rows));
      }
    }
    float[] none = {};
    Map<LayerNorm, float[]> norms = new EnumMap<>(LayerNorm.class);
    for (LayerNorm norm : LayerNorm.of(config.block())) {
      String name = ModelConfig.tensor(layer, norm.path(config.block()));
      norms.put(norm, norm(tensors, config, name, norm.length(config)));
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

  private static float[] norm(Tensors tensors, ModelConfig config, String name, int length) {
    float[] weight = tensors.vector(name, length);
    if (config.block().centredNorms()) {
      for (int i = 0; i < length; i++) {
        weight[i] += 1f;
      }
    }
    return weight;
  }
}
