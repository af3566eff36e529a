// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static dev.hob.engine.bundle.ModelConfig.FILE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.engine.kernel.Gate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads Hugging Face's `config.json`. What a file leaves out has the default of that family's own
/// class there.
final class ConfigReader {
  private static final int MAX = 1 << 20;
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  private final JsonNode node;
  private final Family family;

  private ConfigReader(JsonNode node, Family family) {
    this.node = node;
    this.family = family;
  }

  static ModelConfig read(JsonNode node) {
    JsonNode names = node.path("architectures");
    String architecture = names.size() == 1 ? names.path(0).asText() : names.toString();
    Family family =
        Family.named(architecture)
            .orElseThrow(
                () -> refused("architectures", "one of " + List.of(Family.values()), architecture));
    return new ConfigReader(node, family).read();
  }

  private ModelConfig read() {
    requireOnly("pretraining_tp", "1");
    requireOnly("mlp_bias", "false");
    requireOnly("partial_rotary_factor", "1.0", "1");
    requireOnly("use_bidirectional_attention", "false");
    int width = integer("hidden_size");
    int heads = Json.integer(FILE, node, "num_attention_heads", 1, 1024);
    int kvHeads =
        given("num_key_value_heads")
            ? Json.integer(FILE, node, "num_key_value_heads", 1, heads)
            : heads;
    int headDim = given("head_dim") ? Json.integer(FILE, node, "head_dim", 2, 1024) : width / heads;
    if (heads % kvHeads != 0 || headDim < 2 || headDim % 2 != 0) {
      throw new CorruptBundleException(
          FILE, -1, heads + " heads, " + kvHeads + " KV heads, head_dim " + headDim);
    }
    int layers = Json.integer(FILE, node, "num_hidden_layers", 1, 1024);
    int context = Json.integer(FILE, node, "max_position_embeddings", 1, 1 << 24);
    return new ModelConfig(
        family,
        width,
        layers,
        integer("intermediate_size"),
        heads,
        kvHeads,
        headDim,
        integer("vocab_size"),
        context,
        Json.number(FILE, node, "rms_norm_eps", 0, 1),
        block(width),
        attention(headDim, layers, context),
        node.path("tie_word_embeddings").asBoolean(family.isGemma()),
        node.path("bos_token_id").canConvertToInt() ? node.path("bos_token_id").asInt(-1) : -1,
        endTokens());
  }

  // --- the block ---------------------------------------------------------------------------------

  private Block block(int width) {
    boolean gemma = family.isGemma();
    return new Block(
        family == Family.QWEN3 || family == Family.GEMMA3,
        biases(),
        gemma,
        gemma,
        gate(),
        gemma ? Math.sqrt(width) : 1,
        cap("final_logit_softcapping", family == Family.GEMMA2 ? 30 : 0));
  }

  private Set<Projection> biases() {
    if (family == Family.QWEN2) {
      return EnumSet.of(Projection.Q, Projection.K, Projection.V);
    }
    return node.path("attention_bias").asBoolean(false)
        ? EnumSet.of(Projection.Q, Projection.K, Projection.V, Projection.O)
        : Set.of();
  }

  private Gate gate() {
    String field = given("hidden_activation") ? "hidden_activation" : "hidden_act";
    String wanted = family.isGemma() ? "gelu_pytorch_tanh" : "silu";
    String got = given(field) ? node.path(field).asText() : wanted;
    if (!got.equals(wanted)) {
      throw refused(field, wanted, got);
    }
    return family.isGemma() ? Gate.GELU : Gate.SILU;
  }

  private double cap(String field, double otherwise) {
    JsonNode value = node.path(field);
    if (value.isNull()) {
      return 0;
    }
    return value.isMissingNode() ? otherwise : Json.number(FILE, node, field, 1e-3, 1e6);
  }

  // --- attention ---------------------------------------------------------------------------------

  private AttentionShape attention(int headDim, int layers, int context) {
    double over =
        family.isGemma() && given("query_pre_attn_scalar")
            ? Json.number(FILE, node, "query_pre_attn_scalar", 1e-3, 1e6)
            : family.isGemma() ? 256 : headDim;
    Set<Integer> sliding = sliding(layers);
    RopeReader ropes = new RopeReader(node, headDim, context);
    double theta = family == Family.GEMMA3 ? 1e6 : 1e4;
    Rope rope = ropes.read(FULL, theta);
    return new AttentionShape(
        1 / Math.sqrt(over),
        cap("attn_logit_softcapping", family == Family.GEMMA2 ? 50 : 0),
        sliding.isEmpty() ? 0 : Json.integer(FILE, node, "sliding_window", 1, 1 << 24),
        sliding,
        rope,
        family == Family.GEMMA3 ? ropes.local(SLIDING) : rope);
  }

  /// Layers that see a window only.
  private Set<Integer> sliding(int layers) {
    Set<Integer> sliding = new HashSet<>();
    if (!given("sliding_window") || !usesWindow()) {
      return sliding;
    }
    for (int layer = 0; layer < layers; layer++) {
      if (given("layer_types") ? listed(layer) : byRule(layer)) {
        sliding.add(layer);
      }
    }
    return sliding;
  }

  /// The qwen families name a window and use it only where they say so, too.
  private boolean usesWindow() {
    boolean qwen = family == Family.QWEN2 || family == Family.QWEN3;
    return !qwen || node.path("use_sliding_window").asBoolean(false);
  }

  private boolean listed(int layer) {
    String type = node.path("layer_types").path(layer).asText("");
    if (!type.equals(FULL) && !type.equals(SLIDING)) {
      throw refused("layer_types[" + layer + "]", FULL + " or " + SLIDING, type);
    }
    return type.equals(SLIDING);
  }

  private boolean byRule(int layer) {
    return switch (family) {
      case GEMMA2 -> layer % 2 == 0;
      case GEMMA3 -> (layer + 1) % pattern() != 0;
      case QWEN2, QWEN3 -> layer >= node.path("max_window_layers").asInt(0);
      case LLAMA, MISTRAL, PHI3 -> true;
    };
  }

  private int pattern() {
    return given("sliding_window_pattern")
        ? Json.integer(FILE, node, "sliding_window_pattern", 1, 1024)
        : 6;
  }

  // --- small things ------------------------------------------------------------------------------

  private List<Integer> endTokens() {
    JsonNode value = node.path("eos_token_id");
    List<Integer> ends = new ArrayList<>();
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      if (each.isIntegralNumber() && each.canConvertToInt() && each.intValue() >= 0) {
        ends.add(each.intValue());
      }
    }
    return ends;
  }

  private int integer(String field) {
    return Json.integer(FILE, node, field, 1, MAX);
  }

  private boolean given(String field) {
    return node.hasNonNull(field);
  }

  private void requireOnly(String field, String... values) {
    JsonNode value = node.path(field);
    if (!value.isMissingNode() && !value.isNull() && !List.of(values).contains(value.asText())) {
      throw refused(field, String.join(" or ", values), value.toString());
    }
  }

  static IncompatibleBundleException refused(String field, String expected, String got) {
    String shown = got.length() <= 80 ? got : got.substring(0, 77) + "...";
    return new IncompatibleBundleException(FILE, field, expected, shown);
  }
}
