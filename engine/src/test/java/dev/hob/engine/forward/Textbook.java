// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What the published definition of a model makes of its `config.json`, read anew here: windows,
/// scales, ropes and the meaning of norms share nothing with what the engine reads.
final class Textbook {
  private final JsonNode json;
  private final String family;

  Textbook(String json) {
    try {
      this.json = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    family = this.json.path("architectures").path(0).asText().replace("ForCausalLM", "");
  }

  boolean gemma() {
    return family.startsWith("Gemma");
  }

  boolean fused() {
    return family.equals("Phi3");
  }

  /// What is added to a stored norm weight.
  double one() {
    return gemma() ? 1 : 0;
  }

  double embeddingScale() {
    return gemma() ? Math.sqrt(json.path("hidden_size").asDouble()) : 1;
  }

  int headDim() {
    return json.path("head_dim")
        .asInt(json.path("hidden_size").asInt() / json.path("num_attention_heads").asInt());
  }

  double attentionScale() {
    return 1 / Math.sqrt(gemma() ? json.path("query_pre_attn_scalar").asDouble() : headDim());
  }

  double attentionCap() {
    return json.path("attn_logit_softcapping").asDouble(0);
  }

  double logitCap() {
    return json.path("final_logit_softcapping").asDouble(0);
  }

  private boolean slides(int layer) {
    return switch (family) {
      case "Mistral", "Phi3" -> json.has("sliding_window");
      case "Qwen2" ->
          json.path("use_sliding_window").asBoolean()
              && layer >= json.path("max_window_layers").asInt();
      case "Gemma2" -> layer % 2 == 0;
      case "Gemma3" -> layer % json.path("sliding_window_pattern").asInt() < 2; // 3: 0, 1, not 2
      default -> false;
    };
  }

  /// The first position that `position` sees.
  int first(int layer, int position) {
    return slides(layer) ? Math.max(0, position - json.path("sliding_window").asInt() + 1) : 0;
  }

  /// Turns a token of dimension `i` of half a head.
  double turns(int layer, int i) {
    double part = -2.0 * i / headDim();
    if (family.equals("Gemma3") && slides(layer)) {
      return Math.pow(json.path("rope_local_base_freq").asDouble(), part);
    }
    double turns = Math.pow(json.path("rope_theta").asDouble(10_000), part);
    JsonNode scaling = json.path("rope_scaling");
    return switch (type(scaling)) {
      case "linear" -> turns / scaling.path("factor").asDouble();
      case "llama3" -> llama3(turns, scaling);
      case "longrope" ->
          turns / scaling.path(stretch() > 1 ? "long_factor" : "short_factor").path(i).asDouble();
      case "factors" -> turns / scaling.path("factors").path(i).asDouble();
      default -> turns;
    };
  }

  private static String type(JsonNode scaling) {
    return scaling.path("rope_type").asText(scaling.path("type").asText(""));
  }

  private static double llama3(double turns, JsonNode scaling) {
    double low = scaling.path("low_freq_factor").asDouble();
    double high = scaling.path("high_freq_factor").asDouble();
    double original = scaling.path("original_max_position_embeddings").asDouble();
    double rounds = original * turns / (2 * Math.PI); // in the length trained on
    double kept = Math.clamp((rounds - low) / (high - low), 0, 1);
    return kept * turns + (1 - kept) * turns / scaling.path("factor").asDouble();
  }

  private double stretch() {
    return json.path("max_position_embeddings").asDouble()
        / json.path("original_max_position_embeddings").asDouble();
  }

  /// By what cosine and sine are multiplied.
  double magnitude() {
    JsonNode scaling = json.path("rope_scaling");
    if (scaling.has("attention_factor")) {
      return scaling.path("attention_factor").asDouble();
    }
    double original = json.path("original_max_position_embeddings").asDouble();
    return type(scaling).equals("longrope")
        ? Math.sqrt(1 + Math.log(stretch()) / Math.log(original))
        : 1;
  }

  /// The activation between gate and up.
  double gate(double z) {
    return gemma()
        ? 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)))
        : z / (1 + Math.exp(-z));
  }
}
