// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hugging Face's names of a model's tensors and their shapes.
public final class TensorNames {
  /// The one embedding, used for input and output.
  public static final String EMBEDDING = "model.embed_tokens.weight";

  /// The norm before the output.
  public static final String FINAL_NORM = "model.norm.weight";

  /// The seven matrices of a block, as adapters name them.
  public static final List<String> MATRICES =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private TensorNames() {}

  /// A block's matrix: `model.layers.3.self_attn.q_proj.weight`.
  public static String matrix(int layer, String matrix) {
    String part = MATRICES.indexOf(matrix) < 4 ? "self_attn" : "mlp";
    return "model.layers." + layer + "." + part + "." + matrix + ".weight";
  }

  /// A block's norm: `input_layernorm`, `post_attention_layernorm`, `self_attn.q_norm` or
  /// `self_attn.k_norm`.
  public static String norm(int layer, String norm) {
    return "model.layers." + layer + "." + norm + ".weight";
  }

  /// All tensors with their shapes, in the order of the forward pass.
  public static Map<String, long[]> shapes(ModelConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(EMBEDDING, new long[] {config.vocabulary(), config.hidden()});
    for (int layer = 0; layer < config.layers(); layer++) {
      shapes.put(norm(layer, "input_layernorm"), new long[] {config.hidden()});
      for (String matrix : MATRICES) {
        shapes.put(matrix(layer, matrix), matrixShape(config, matrix));
      }
      shapes.put(norm(layer, "self_attn.q_norm"), new long[] {config.headDim()});
      shapes.put(norm(layer, "self_attn.k_norm"), new long[] {config.headDim()});
      shapes.put(norm(layer, "post_attention_layernorm"), new long[] {config.hidden()});
    }
    shapes.put(FINAL_NORM, new long[] {config.hidden()});
    return shapes;
  }

  /// Shape [out, in] of one of the seven matrices.
  public static long[] matrixShape(ModelConfig config, String matrix) {
    long query = (long) config.heads() * config.headDim();
    long key = (long) config.kvHeads() * config.headDim();
    return switch (matrix) {
      case "q_proj" -> new long[] {query, config.hidden()};
      case "k_proj", "v_proj" -> new long[] {key, config.hidden()};
      case "o_proj" -> new long[] {config.hidden(), query};
      case "gate_proj", "up_proj" -> new long[] {config.ffn(), config.hidden()};
      case "down_proj" -> new long[] {config.hidden(), config.ffn()};
      default -> throw new IllegalArgumentException("no matrix " + matrix);
    };
  }

  /// Names of all block matrices, layer by layer.
  public static List<String> allMatrices(ModelConfig config) {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (String matrix : MATRICES) {
        names.add(matrix(layer, matrix));
      }
    }
    return names;
  }
}
