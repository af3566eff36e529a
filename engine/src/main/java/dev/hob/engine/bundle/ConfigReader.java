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
/// class there ([FamilyDefaults]); tokens that it leaves out stay unknown.
final class ConfigReader {
  private static final int MAX = 1 << 20;
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  private final JsonNode node;
  private final Family family;
  private final FamilyDefaults defaults;

  private ConfigReader(JsonNode node, Family family) {
    this.node = node;
    this.family = family;
    defaults = FamilyDefaults.of(family);
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
    requireOnly("use_bidirectional_attention", "false");
    int width = integer("hidden_size", defaults.width(), MAX);
    int heads = integer("num_attention_heads", defaults.heads(), 1024);
    int kvHeads = kvHeads(heads);
    int headDim = headDim(width, heads);
    if (heads % kvHeads != 0 || headDim < 2 || headDim % 2 != 0) {
      throw new CorruptBundleException(
          FILE, -1, heads + " heads, " + kvHeads + " KV heads, head_dim " + headDim);
    }
    int layers = integer("num_hidden_layers", defaults.layers(), 1024);
    int context = integer("max_position_embeddings", defaults.context(), 1 << 24);
    return new ModelConfig(
        family,
        width,
        layers,
        integer("intermediate_size", defaults.ffn(), MAX),
        heads,
        kvHeads,
        headDim,
        integer("vocab_size", defaults.vocabulary(), MAX),
        context,
        number("rms_norm_eps", defaults.normEpsilon(), 0, 1),
        block(width),
        attention(headDim, layers, context),
        node.path("tie_word_embeddings").asBoolean(defaults.tied()),
        node.path("bos_token_id").canConvertToInt() ? node.path("bos_token_id").asInt(-1) : -1,
        endTokens());
  }

  private int kvHeads(int heads) {
    boolean asMany = defaults.kvHeads() == 0 || node.path("num_key_value_heads").isNull();
    return integer("num_key_value_heads", asMany ? heads : defaults.kvHeads(), heads);
  }

  private int headDim(int width, int heads) {
    int usual = defaults.headDim() == 0 ? width / heads : defaults.headDim();
    return given("head_dim") ? Json.integer(FILE, node, "head_dim", 2, 1024) : usual;
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
        cap("final_logit_softcapping", 30));
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
    String field = family.isGemma() ? "hidden_activation" : "hidden_act";
    String wanted = family.isGemma() ? "gelu_pytorch_tanh" : "silu";
    String got = given(field) ? node.path(field).asText() : wanted;
    if (!got.equals(wanted)) {
      throw refused(field, wanted, got);
    }
    return family.isGemma() ? Gate.GELU : Gate.SILU;
  }

  /// Gemma 2 has caps unless the file says null; Gemma 3 has none unless the file gives them.
  private double cap(String field, double ofGemma2) {
    if (!family.isGemma() || node.path(field).isNull()) {
      return 0;
    }
    return number(field, family == Family.GEMMA2 ? ofGemma2 : 0, 1e-3, 1e6);
  }

  // --- attention ---------------------------------------------------------------------------------

  private AttentionShape attention(int headDim, int layers, int context) {
    double over = family.isGemma() ? number("query_pre_attn_scalar", 256, 1e-3, 1e6) : headDim;
    int window = window();
    boolean twoRopes = family == Family.GEMMA3; // its kinds of layers differ even without a window
    RopeReader ropes = new RopeReader(node, family, headDim, context);
    Rope rope = ropes.read(FULL, defaults.theta());
    return new AttentionShape(
        1 / Math.sqrt(over),
        cap("attn_logit_softcapping", 50),
        window,
        window > 0 || twoRopes ? sliding(layers) : Set.of(),
        rope,
        twoRopes ? ropes.local(SLIDING) : rope);
  }

  /// A field that is missing has the family's own window, null means none.
  private int window() {
    if (!usesWindow() || node.path("sliding_window").isNull()) {
      return 0;
    }
    return node.has("sliding_window")
        ? Json.integer(FILE, node, "sliding_window", 1, 1 << 24)
        : defaults.window();
  }

  /// Layers that see a window only.
  private Set<Integer> sliding(int layers) {
    boolean lists = given("layer_types") && family != Family.MISTRAL && family != Family.PHI3;
    JsonNode types = node.path("layer_types");
    if (lists && types.size() != layers) {
      throw Json.wrong(FILE, "layer_types", types, "a list of " + layers + " texts");
    }
    Set<Integer> sliding = new HashSet<>();
    for (int layer = 0; layer < layers; layer++) {
      if (lists ? listed(layer) : byRule(layer)) {
        sliding.add(layer);
      }
    }
    return sliding;
  }

  /// Llama has none whatever the file names; the qwen families use theirs only where they say so,
  /// too.
  private boolean usesWindow() {
    return switch (family) {
      case LLAMA -> false;
      case QWEN2, QWEN3 -> node.path("use_sliding_window").asBoolean(false);
      case MISTRAL, GEMMA2, GEMMA3, PHI3 -> true;
    };
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
      case QWEN2, QWEN3 -> layer >= node.path("max_window_layers").asInt(28);
      case LLAMA, MISTRAL, PHI3 -> true;
    };
  }

  /// Newer files that list every layer keep the number under a name of its own.
  private int pattern() {
    String field =
        given("sliding_window_pattern") ? "sliding_window_pattern" : "_sliding_window_pattern";
    return integer(field, 6, 1024);
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

  private int integer(String field, int otherwise, int max) {
    return given(field) ? Json.integer(FILE, node, field, 1, max) : otherwise;
  }

  private double number(String field, double otherwise, double min, double max) {
    return given(field) ? Json.number(FILE, node, field, min, max) : otherwise;
  }

  private boolean given(String field) {
    return node.hasNonNull(field);
  }

  private void requireOnly(String field, String value) {
    JsonNode got = node.path(field);
    if (given(field) && !got.asText().equals(value)) {
      throw refused(field, value, got.toString());
    }
  }

  static IncompatibleBundleException refused(String field, String expected, String got) {
    String shown = got.length() <= 80 ? got : got.substring(0, 77) + "...";
    return new IncompatibleBundleException(FILE, field, expected, shown);
  }
}
