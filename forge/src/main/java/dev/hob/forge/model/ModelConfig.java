// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Shape of a base model: Hugging Face's `Qwen3ForCausalLM` with tied embedding.
///
/// @param vocabulary ids
/// @param hidden width of the residual stream
/// @param layers blocks
/// @param ffn width of the gated layer
/// @param heads query heads
/// @param kvHeads key and value heads; divides `heads`
/// @param headDim width of a head, even
public record ModelConfig(
    int vocabulary, int hidden, int layers, int ffn, int heads, int kvHeads, int headDim) {
  /// Base of the rotary angles.
  public static final double ROPE_THETA = 50_000;

  /// Added to the mean square before the root.
  public static final double RMS_EPSILON = 1e-6;

  /// Longest sequence the bundle declares.
  public static final int CONTEXT = 2048;

  private static final ObjectMapper JSON = new ObjectMapper();

  /// Checks that the heads divide.
  ///
  /// @throws IllegalArgumentException if they do not, or a size is not positive
  public ModelConfig {
    if (vocabulary < 1 || hidden < 1 || layers < 1 || ffn < 1 || kvHeads < 1) {
      throw new IllegalArgumentException("sizes must be positive");
    }
    if (heads % kvHeads != 0 || headDim % 2 != 0) {
      throw new IllegalArgumentException("kvHeads must divide heads, headDim must be even");
    }
  }

  /// A shape by name: `s`, `m` or `l`, or `tiny` for tests.
  ///
  /// @throws IllegalArgumentException for another name
  public static ModelConfig named(String name) {
    return switch (name) {
      case "s" -> new ModelConfig(8192, 256, 8, 768, 4, 2, 64);
      case "m" -> new ModelConfig(8192, 384, 12, 1024, 6, 2, 64);
      case "l" -> new ModelConfig(8192, 512, 16, 1408, 8, 2, 64);
      case "tiny" -> new ModelConfig(512, 128, 2, 256, 2, 1, 64);
      default -> throw new IllegalArgumentException("no model shape " + name + " (s, m, l, tiny)");
    };
  }

  /// Reads a `config.json`.
  ///
  /// @throws IOException if it cannot be read or is of another architecture
  public static ModelConfig read(Path file) throws IOException {
    JsonNode node = JSON.readTree(Files.readAllBytes(file));
    if (!node.path("model_type").asText().equals("qwen3")
        || !node.path("tie_word_embeddings").asBoolean()
        || node.path("rope_theta").asDouble() != ROPE_THETA) {
      throw new IOException(file + ": not a qwen3 model with tied embedding and theta 50000");
    }
    return new ModelConfig(
        node.path("vocab_size").asInt(),
        node.path("hidden_size").asInt(),
        node.path("num_hidden_layers").asInt(),
        node.path("intermediate_size").asInt(),
        node.path("num_attention_heads").asInt(),
        node.path("num_key_value_heads").asInt(),
        node.path("head_dim").asInt());
  }

  /// Writes Hugging Face's `config.json`.
  ///
  /// @throws IOException if it cannot be written
  public void write(Path file) throws IOException {
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(toJson()));
  }

  /// The content of `config.json`.
  public ObjectNode toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.putArray("architectures").add("Qwen3ForCausalLM");
    node.put("model_type", "qwen3").put("vocab_size", vocabulary).put("hidden_size", hidden);
    node.put("num_hidden_layers", layers).put("intermediate_size", ffn);
    node.put("num_attention_heads", heads).put("num_key_value_heads", kvHeads);
    node.put("head_dim", headDim).put("hidden_act", "silu").put("rms_norm_eps", RMS_EPSILON);
    node.put("rope_theta", ROPE_THETA).putNull("rope_scaling").put("attention_bias", false);
    node.put("attention_dropout", 0.0).put("max_position_embeddings", CONTEXT);
    node.put("tie_word_embeddings", true).put("use_cache", true).put("initializer_range", 0.02);
    node.put("use_sliding_window", false)
        .putNull("sliding_window")
        .put("max_window_layers", layers);
    node.put("pad_token_id", 0).put("bos_token_id", 1).put("eos_token_id", 2);
    return node.put("torch_dtype", "float32");
  }
}
