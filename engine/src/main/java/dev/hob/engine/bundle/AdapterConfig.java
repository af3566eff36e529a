// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// PEFT's `adapter_config.json`, the part that changes the arithmetic. What the engine does not
/// compute is refused by name: another `peft_type`, DoRA, biases, saved modules, embeddings,
/// replicated layers.
///
/// Keys of `rank_pattern` and `alpha_pattern` are regular expressions in PEFT; here they are module
/// paths (`q_proj`, `layers.0.self_attn.q_proj`, or the whole path after `^`), which is what PEFT
/// writes. Anything else is refused, since a foreign expression could run for ever.
record AdapterConfig(
    int rank,
    double alpha,
    boolean rankStabilized,
    Map<String, Integer> rankPattern,
    Map<String, Double> alphaPattern,
    List<Integer> invocation) {
  static final String FILE = "adapter_config.json";
  static final int MAX_RANK = 64;

  /// Tokens of an invocation.
  static final int MAX_INVOCATION = 256;

  static AdapterConfig parse(byte[] json, ModelConfig base) {
    JsonNode node = Json.object(FILE, 0, json);
    String type = Json.text(FILE, node, "peft_type");
    if (!type.equals("LORA")) {
      throw new IncompatibleBundleException(FILE, "peft_type", "LORA", type);
    }
    for (String off :
        new String[] {
          "use_dora",
          "lora_bias",
          "fan_in_fan_out",
          "use_qalora",
          "modules_to_save",
          "trainable_token_indices",
          "layer_replication",
          "target_parameters"
        }) {
      refuseSet(node, off);
    }
    JsonNode bias = node.path("bias");
    if (!bias.isMissingNode() && !bias.asText().equals("none")) {
      throw new IncompatibleBundleException(FILE, "bias", "none", bias.asText());
    }
    checkLayers(node.path("layers_to_transform"), base.layers());
    Map<String, Integer> ranks = new TreeMap<>();
    JsonNode rankPattern = node.path("rank_pattern");
    for (var entry : rankPattern.properties()) {
      String key = pattern("rank_pattern", entry.getKey());
      ranks.put(key, Json.integer(FILE, rankPattern, entry.getKey(), 1, MAX_RANK));
    }
    Map<String, Double> alphas = new TreeMap<>();
    JsonNode alphaPattern = node.path("alpha_pattern");
    for (var entry : alphaPattern.properties()) {
      String key = pattern("alpha_pattern", entry.getKey());
      alphas.put(key, Json.number(FILE, alphaPattern, entry.getKey(), 0, 1e6));
    }
    return new AdapterConfig(
        Json.integer(FILE, node, "r", 1, MAX_RANK),
        Json.number(FILE, node, "lora_alpha", 0, 1e6),
        node.path("use_rslora").asBoolean(false),
        Map.copyOf(ranks),
        Map.copyOf(alphas),
        invocation(node.path("alora_invocation_tokens"), base.vocabulary()));
  }

  /// Tokens after which an activated adapter acts; none: it acts everywhere.
  private static List<Integer> invocation(JsonNode tokens, int vocabulary) {
    List<Integer> ids = new ArrayList<>();
    if (tokens.isMissingNode() || tokens.isNull() || (tokens.isArray() && tokens.isEmpty())) {
      return ids;
    }
    String expected = "1 to %d token ids below %d".formatted(MAX_INVOCATION, vocabulary);
    if (!tokens.isArray() || tokens.size() > MAX_INVOCATION) {
      throw new IncompatibleBundleException(
          FILE,
          "alora_invocation_tokens",
          expected,
          tokens.isArray() ? tokens.size() + " elements" : "no list");
    }
    for (JsonNode token : tokens) {
      if (!token.isInt() || token.intValue() < 0 || token.intValue() >= vocabulary) {
        throw new IncompatibleBundleException(
            FILE, "alora_invocation_tokens", expected, clip(token.toString()));
      }
      ids.add(token.intValue());
    }
    return List.copyOf(ids);
  }

  private static String clip(String got) {
    return got.length() > 80 ? got.substring(0, 80) + "..." : got;
  }

  private static void refuseSet(JsonNode node, String field) {
    JsonNode value = node.path(field);
    boolean unset =
        value.isMissingNode()
            || value.isNull()
            || (value.isBoolean() && !value.booleanValue())
            || (value.isContainerNode() && value.isEmpty());
    if (!unset) {
      throw new IncompatibleBundleException(FILE, field, "unset", clip(value.toString()));
    }
  }

  private static void checkLayers(JsonNode layers, int count) {
    Iterable<JsonNode> listed = layers.isArray() ? layers : List.of(layers);
    for (JsonNode layer : listed) {
      boolean none = layer.isMissingNode() || layer.isNull();
      if (!none
          && !(layer.canConvertToInt() && layer.intValue() >= 0 && layer.intValue() < count)) {
        throw new IncompatibleBundleException(
            FILE, "layers_to_transform", "0 to " + (count - 1), layer.toString());
      }
    }
  }

  private static String pattern(String field, String key) {
    if (!key.matches("\\^?[A-Za-z0-9_.]{1,200}")) {
      throw new IncompatibleBundleException(FILE, field, "keys that are module paths", "another");
    }
    return key;
  }

  /// Rank of the pair on `module`, e.g. `model.layers.3.mlp.up_proj`.
  int rank(String module) {
    return match(rankPattern, module).orElse(rank);
  }

  float scaling(String module) {
    double over = rankStabilized ? Math.sqrt(rank(module)) : rank(module);
    return (float) (match(alphaPattern, module).orElse(alpha) / over);
  }

  private static <T> Optional<T> match(Map<String, T> patterns, String module) {
    return patterns.entrySet().stream()
        .filter(entry -> matches(entry.getKey(), module))
        .max(java.util.Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  private static boolean matches(String key, String module) {
    return key.startsWith("^")
        ? module.equals(key.substring(1))
        : module.equals(key) || module.endsWith("." + key);
  }
}
