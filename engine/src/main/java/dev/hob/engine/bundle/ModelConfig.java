// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The shape of a base, from Hugging Face's `config.json`. Two architectures run:
/// `Qwen3ForCausalLM` (with q/k norm) and `LlamaForCausalLM` (without). Whatever else the file asks
/// for and the forward pass does not do is refused by name, never ignored.
///
/// @param width hidden size d
/// @param ffn inner size of the SwiGLU
/// @param headDim of queries, keys and values; even
/// @param qkNorm RMSNorm on each query and key head
/// @param tied the embedding is also the output matrix
/// @param endOfSequence `eos_token_id`, -1 if the file gives none
public record ModelConfig(
    String architecture,
    int width,
    int layers,
    int ffn,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    int context,
    double normEpsilon,
    double ropeTheta,
    boolean qkNorm,
    boolean tied,
    int endOfSequence) {
  /// The file's name in a bundle.
  public static final String FILE = "config.json";

  private static final long LIMIT = 1 << 20;
  private static final int MAX = 1 << 20;

  /// Fields that change the arithmetic, with the one value that this engine computes.
  private static final Map<String, List<String>> ONLY =
      Map.of(
          "hidden_act", List.of("silu"),
          "attention_bias", List.of("false"),
          "mlp_bias", List.of("false"),
          "use_sliding_window", List.of("false"),
          "sliding_window", List.of("null"),
          "rope_scaling", List.of("null"),
          "pretraining_tp", List.of("1"),
          "attention_dropout", List.of("0.0", "0"));

  /// Reads `folder/config.json`.
  public static ModelConfig read(Path folder) {
    return parse(Json.bytes(folder, FILE, LIMIT));
  }

  /// @throws CorruptBundleException a field is missing, malformed or out of bounds
  /// @throws IncompatibleBundleException an architecture or option that this engine does not run
  public static ModelConfig parse(byte[] json) {
    JsonNode node = Json.object(FILE, 0, json);
    JsonNode names = node.path("architectures");
    String architecture = names.size() == 1 ? names.path(0).asText() : names.toString();
    boolean qwen3 = architecture.equals("Qwen3ForCausalLM");
    if (!qwen3 && !architecture.equals("LlamaForCausalLM")) {
      throw new IncompatibleBundleException(
          FILE, "architectures", "Qwen3ForCausalLM or LlamaForCausalLM", clip(architecture));
    }
    ONLY.forEach((field, values) -> requireOnly(node, field, values));
    int width = Json.integer(FILE, node, "hidden_size", 1, MAX);
    int heads = Json.integer(FILE, node, "num_attention_heads", 1, 1024);
    int kvHeads =
        node.has("num_key_value_heads")
            ? Json.integer(FILE, node, "num_key_value_heads", 1, heads)
            : heads;
    int headDim =
        node.has("head_dim") && !node.path("head_dim").isNull()
            ? Json.integer(FILE, node, "head_dim", 2, 1024)
            : width / heads;
    if (heads % kvHeads != 0 || headDim < 2 || headDim % 2 != 0) {
      throw new CorruptBundleException(
          FILE, -1, heads + " heads, " + kvHeads + " KV heads, head_dim " + headDim);
    }
    return new ModelConfig(
        architecture,
        width,
        Json.integer(FILE, node, "num_hidden_layers", 1, 1024),
        Json.integer(FILE, node, "intermediate_size", 1, MAX),
        heads,
        kvHeads,
        headDim,
        Json.integer(FILE, node, "vocab_size", 1, MAX),
        Json.integer(FILE, node, "max_position_embeddings", 1, 1 << 24),
        Json.number(FILE, node, "rms_norm_eps", 0, 1),
        Json.number(FILE, node, "rope_theta", 1, 1e12),
        qwen3,
        node.path("tie_word_embeddings").asBoolean(false),
        node.path("eos_token_id").canConvertToInt() ? node.path("eos_token_id").asInt(-1) : -1);
  }

  private static void requireOnly(JsonNode node, String field, List<String> values) {
    JsonNode value = node.path(field);
    if (!value.isMissingNode() && !value.isNull() && !values.contains(value.asText())) {
      throw new IncompatibleBundleException(
          FILE, field, String.join(" or ", values), clip(value.toString()));
    }
  }

  private static String clip(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  /// Every matrix and norm of the base with the shape it must have, by its Hugging Face name.
  public java.util.SortedMap<String, long[]> shapes() {
    java.util.SortedMap<String, long[]> shapes = new java.util.TreeMap<>();
    shapes.put(EMBEDDING, new long[] {vocabulary, width});
    shapes.put(FINAL_NORM, new long[] {width});
    if (!tied) {
      shapes.put(HEAD, new long[] {vocabulary, width});
    }
    for (int layer = 0; layer < layers; layer++) {
      shapes.put(tensor(layer, "input_layernorm"), new long[] {width});
      shapes.put(tensor(layer, "post_attention_layernorm"), new long[] {width});
      if (qkNorm) {
        shapes.put(tensor(layer, "self_attn.q_norm"), new long[] {headDim});
        shapes.put(tensor(layer, "self_attn.k_norm"), new long[] {headDim});
      }
      for (Projection projection : Projection.values()) {
        shapes.put(
            tensor(layer, projection.path()),
            new long[] {projection.rows(this), projection.columns(this)});
      }
    }
    return shapes;
  }

  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String FINAL_NORM = "model.norm.weight";
  static final String HEAD = "lm_head.weight";

  static String tensor(int layer, String part) {
    return "model.layers." + layer + "." + part + ".weight";
  }

  /// This shape as a `config.json` that Hugging Face's own classes load.
  public byte[] toJson() {
    var node = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    node.putArray("architectures").add(architecture);
    node.put("model_type", qkNorm ? "qwen3" : "llama");
    node.put("hidden_size", width).put("num_hidden_layers", layers);
    node.put("intermediate_size", ffn).put("num_attention_heads", heads);
    node.put("num_key_value_heads", kvHeads).put("head_dim", headDim);
    node.put("vocab_size", vocabulary).put("max_position_embeddings", context);
    node.put("rms_norm_eps", normEpsilon).put("rope_theta", ropeTheta);
    node.put("tie_word_embeddings", tied).put("hidden_act", "silu");
    node.put("attention_bias", false).put("attention_dropout", 0.0);
    if (endOfSequence >= 0) {
      node.put("eos_token_id", endOfSequence);
    }
    return (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
