// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.lora;

import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.TensorFile;
import dev.hob.forge.model.TensorNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Which matrices an adapter has pairs for, and their size.
///
/// @param rank inner width of each pair
/// @param alpha the pairs' product is multiplied by `alpha / rank`
/// @param matrices of the seven of [TensorNames#MATRICES]
public record LoraShape(int rank, int alpha, List<String> matrices) {
  /// Rank 16, alpha 32, all seven matrices.
  public static final LoraShape FULL = new LoraShape(16, 32, TensorNames.MATRICES);

  private static final List<String> ATTENTION_AND_DOWN =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "down_proj");

  private static final String PREFIX = "base_model.model.";

  /// Checks the sizes.
  ///
  /// @throws IllegalArgumentException if the rank is not positive or a matrix is unknown
  public LoraShape {
    if (rank < 1 || !TensorNames.MATRICES.containsAll(matrices)) {
      throw new IllegalArgumentException("rank " + rank + " of " + matrices);
    }
    matrices = List.copyOf(matrices);
  }

  /// What a role's adapter has pairs for within the bundle's bytes: a choice among three classes
  /// needs less than rewriting, rewriting less than calls and digests.
  public static LoraShape of(String role) {
    return switch (role) {
      case "prioritize" -> new LoraShape(16, 32, List.of("q_proj", "v_proj"));
      case "friendly", "professional", "concise" -> new LoraShape(16, 32, ATTENTION_AND_DOWN);
      default -> FULL;
    };
  }

  /// The pairs of a larger adapter that this shape has too.
  ///
  /// @throws IllegalArgumentException the ranks differ or the other lacks a matrix
  public Map<String, TensorFile.Tensor> partOf(
      LoraShape other, Map<String, TensorFile.Tensor> pairs) {
    if (rank != other.rank || alpha != other.alpha || !other.matrices.containsAll(matrices)) {
      throw new IllegalArgumentException(this + " is no part of " + other);
    }
    Map<String, TensorFile.Tensor> part = new LinkedHashMap<>(pairs);
    part.keySet().removeIf(name -> matrices.stream().noneMatch(m -> name.contains("." + m + ".")));
    return part;
  }

  /// Factor of the pairs' product.
  public double scale() {
    return (double) alpha / rank;
  }

  /// PEFT's name of the first or second factor of a matrix.
  ///
  /// @param weight Hugging Face's name, ending in `.weight`
  /// @param factor `A` or `B`
  public static String name(String weight, String factor) {
    String module = weight.substring(0, weight.length() - ".weight".length());
    return PREFIX + module + ".lora_" + factor + ".weight";
  }

  /// A new adapter that changes nothing: A from N(0, 1 / in), B zero.
  public Map<String, TensorFile.Tensor> fresh(ModelConfig config, long seed) {
    Map<String, TensorFile.Tensor> pairs = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int layer = 0; layer < config.layers(); layer++) {
      for (String matrix : matrices) {
        long[] shape = TensorNames.matrixShape(config, matrix);
        String weight = TensorNames.matrix(layer, matrix);
        float[] a = new float[(int) (rank * shape[1])];
        for (int i = 0; i < a.length; i++) {
          a[i] = (float) (random.nextGaussian() / Math.sqrt((double) shape[1]));
        }
        pairs.put(name(weight, "A"), new TensorFile.Tensor(new long[] {rank, shape[1]}, a));
        float[] b = new float[(int) (rank * shape[0])];
        pairs.put(name(weight, "B"), new TensorFile.Tensor(new long[] {shape[0], rank}, b));
      }
    }
    return pairs;
  }
}
