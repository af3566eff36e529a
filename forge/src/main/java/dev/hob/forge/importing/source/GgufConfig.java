// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.Family;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufMetadata;
import dev.hob.forge.gguf.GgufTensor;
import java.util.Map;
import java.util.OptionalDouble;

/// The metadata of a GGUF file as Hugging Face's `config.json`.
///
/// @see "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: standardized keys"
final class GgufConfig {
  private static final Map<String, Family> FAMILIES =
      Map.of(
          "llama", Family.LLAMA,
          "qwen2", Family.QWEN2,
          "qwen3", Family.QWEN3,
          "gemma2", Family.GEMMA2,
          "gemma3", Family.GEMMA3,
          "phi3", Family.PHI3);

  private final String file;
  private final GgufMetadata metadata;
  private final Map<String, GgufTensor> tensors;
  private final Family family;
  private final String prefix;
  private final ObjectNode config = JsonNodeFactory.instance.objectNode();

  private GgufConfig(String file, GgufFile gguf) {
    this.file = file;
    this.metadata = gguf.metadata();
    this.tensors = gguf.tensors();
    String architecture = metadata.text("general.architecture").orElse("missing");
    Family found = FAMILIES.get(architecture);
    if (found == null) {
      throw new IncompatibleBundleException(
          file,
          "general.architecture",
          "one of " + FAMILIES.keySet().stream().sorted().toList(),
          architecture.length() > 40 ? architecture.substring(0, 40) + "…" : architecture);
    }
    family = found;
    prefix = architecture + ".";
    if (integer("expert_count", 0) > 0) {
      throw new IncompatibleBundleException(file, prefix + "expert_count", "0: no experts", "some");
    }
  }

  static Family family(String file, GgufFile gguf) {
    return new GgufConfig(file, gguf).family;
  }

  /// @return without token ids, which the vocabulary knows
  static ObjectNode of(String file, GgufFile gguf) {
    GgufConfig reading = new GgufConfig(file, gguf);
    reading.shape();
    reading.block();
    reading.rope();
    return reading.config;
  }

  private void shape() {
    int width = required("embedding_length");
    int heads = required("attention.head_count");
    config.putArray("architectures").add(family.architecture());
    config.put("model_type", family.modelType());
    config.put("hidden_size", width);
    config.put("num_hidden_layers", required("block_count"));
    config.put("intermediate_size", required("feed_forward_length"));
    config.put("num_attention_heads", heads);
    config.put("num_key_value_heads", integer("attention.head_count_kv", heads));
    config.put("head_dim", integer("attention.key_length", width / Math.max(1, heads)));
    config.put("max_position_embeddings", required("context_length"));
    config.put(
        "rms_norm_eps",
        number("attention.layer_norm_rms_epsilon")
            .orElseThrow(() -> missing("attention.layer_norm_rms_epsilon")));
    config.put("tie_word_embeddings", !tensors.containsKey("output.weight"));
    GgufTensor embedding = tensors.get("token_embd.weight");
    if (embedding == null) {
      throw new CorruptBundleException(file, -1, "no tensor token_embd.weight");
    }
    config.put("vocab_size", embedding.rows());
  }

  private void block() {
    boolean gemma = family == Family.GEMMA2 || family == Family.GEMMA3;
    config.put(gemma ? "hidden_activation" : "hidden_act", gemma ? "gelu_pytorch_tanh" : "silu");
    config.put("attention_bias", tensors.containsKey("blk.0.attn_output.bias"));
    int window = integer("attention.sliding_window", 0);
    if (gemma) {
      config.put("query_pre_attn_scalar", queryScalar());
      config.put("sliding_window", window > 0 ? window : family == Family.GEMMA2 ? 4096 : 1024);
    } else if (family == Family.PHI3 && window > 0) {
      config.put("sliding_window", window);
    }
    if (family == Family.GEMMA2) {
      config.put("attn_logit_softcapping", number("attn_logit_softcapping").orElse(50));
      config.put("final_logit_softcapping", number("final_logit_softcapping").orElse(30));
    }
    if (family == Family.GEMMA3) {
      config.put("sliding_window_pattern", 6);
      config.put("rope_local_base_freq", number("rope.freq_base_swa").orElse(10_000));
    }
  }

  /// The file does not say it: by the number of layers, as llama.cpp does, the largest of both
  /// families are told apart, whose scale is not that of their heads.
  private int queryScalar() {
    boolean largest = required("block_count") == (family == Family.GEMMA2 ? 46 : 62);
    return largest
        ? required("embedding_length") / required("attention.head_count")
        : config.path("head_dim").asInt();
  }

  private void rope() {
    config.put("rope_theta", number("rope.freq_base").orElse(10_000));
    turned();
    GgufTensor divisors = tensors.get("rope_freqs.weight");
    GgufTensor ofShort = tensors.get("rope_factors_short.weight");
    String type = metadata.text(prefix + "rope.scaling.type").orElse("none");
    if (divisors != null && !type.equals("yarn")) {
      factors(divisors, 1);
    } else if (ofShort != null) {
      // Which list holds depends on the length of texts; ours stay within the original one.
      int original = integer("rope.scaling.original_context_length", required("context_length"));
      config.put("max_position_embeddings", Math.min(original, required("context_length")));
      config.put("original_max_position_embeddings", original);
      factors(ofShort, number("rope.scaling.attn_factor").orElse(1));
    } else if (type.equals("linear")) {
      config
          .putObject("rope_scaling")
          .put("rope_type", "linear")
          .put("factor", number("rope.scaling.factor").orElse(1));
    } else if (type.equals("yarn") && divisors == null) {
      yarn();
    } else if (!type.equals("none")) {
      throw new IncompatibleBundleException(
          file, prefix + "rope.scaling.type", "none, linear or yarn", type);
    }
  }

  /// Phi's newer heads turn in part only.
  private void turned() {
    int whole = config.path("head_dim").asInt();
    int turned = integer("rope.dimension_count", whole);
    if (turned == whole) {
      return;
    }
    if (family != Family.PHI3 || turned < 2 || turned > whole) {
      throw new IncompatibleBundleException(
          file, prefix + "rope.dimension_count", "the whole head, " + whole, turned + "");
    }
    config.put("partial_rotary_factor", (double) turned / whole);
  }

  /// llama.cpp multiplies what the file says of attention with what follows from the factor.
  private void yarn() {
    if (number("rope.scaling.yarn_log_multiplier").orElse(0) != 0) {
      throw new IncompatibleBundleException(
          file, prefix + "rope.scaling.yarn_log_multiplier", "none", "one");
    }
    double factor = number("rope.scaling.factor").orElse(1);
    double magnitude = 1 + 0.1 * Math.log(Math.max(1, factor));
    config
        .putObject("rope_scaling")
        .put("rope_type", "yarn")
        .put("factor", factor)
        .put(
            "original_max_position_embeddings",
            integer("rope.scaling.original_context_length", required("context_length")))
        .put("beta_fast", number("rope.scaling.yarn_beta_fast").orElse(32))
        .put("beta_slow", number("rope.scaling.yarn_beta_slow").orElse(1))
        .put("attention_factor", magnitude * number("rope.scaling.attn_factor").orElse(1));
  }

  private void factors(GgufTensor divisors, double magnitude) {
    ObjectNode scaling = config.putObject("rope_scaling").put("rope_type", "factors");
    ArrayNode list = scaling.putArray("factors");
    for (float each : divisors.values()) {
      list.add((double) each);
    }
    scaling.put("attention_factor", magnitude);
  }

  private int required(String key) {
    int value = integer(key, -1);
    if (value < 1) {
      throw missing(key);
    }
    return value;
  }

  private int integer(String key, int otherwise) {
    String whole = prefix + key;
    if (metadata.isList(whole)) {
      throw new IncompatibleBundleException(
          file, whole, "one number for all layers", "one for each");
    }
    long value = metadata.integer(whole).orElse(otherwise);
    if (value > Integer.MAX_VALUE || value < -1) {
      throw new CorruptBundleException(file, -1, whole + " is " + value);
    }
    return (int) value;
  }

  private OptionalDouble number(String key) {
    return metadata.number(prefix + key);
  }

  private CorruptBundleException missing(String key) {
    return new CorruptBundleException(file, -1, "no " + prefix + key + " that is 1 or more");
  }
}
