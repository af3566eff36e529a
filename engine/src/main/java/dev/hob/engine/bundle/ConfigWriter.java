// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes a [ModelConfig] as a `config.json` that [ConfigReader] reads back as the same.
final class ConfigWriter {
  private ConfigWriter() {}

  static byte[] json(ModelConfig config) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("architectures").add(config.family().architecture());
    node.put("model_type", config.family().modelType());
    node.put("hidden_size", config.width()).put("num_hidden_layers", config.layers());
    node.put("intermediate_size", config.ffn()).put("num_attention_heads", config.heads());
    node.put("num_key_value_heads", config.kvHeads()).put("head_dim", config.headDim());
    node.put("vocab_size", config.vocabulary());
    node.put("max_position_embeddings", config.context());
    node.put("rms_norm_eps", config.normEpsilon()).put("tie_word_embeddings", config.tied());
    block(config, node);
    attention(config, node);
    if (config.beginToken() >= 0) {
      node.put("bos_token_id", config.beginToken());
    }
    List<Integer> ends = config.endTokens();
    if (ends.size() == 1) {
      node.put("eos_token_id", ends.getFirst());
    } else if (!ends.isEmpty()) {
      ends.forEach(node.putArray("eos_token_id")::add);
    }
    return (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void block(ModelConfig config, ObjectNode node) {
    boolean gemma = config.family().isGemma();
    node.put(gemma ? "hidden_activation" : "hidden_act", gemma ? "gelu_pytorch_tanh" : "silu");
    node.put("attention_bias", config.block().biases().contains(Projection.O));
    node.put("attention_dropout", 0.0);
    if (gemma) {
      cap(node, "final_logit_softcapping", config.block().logitCap());
      cap(node, "attn_logit_softcapping", config.attention().cap());
    }
  }

  private static void cap(ObjectNode node, String field, double cap) {
    if (cap == 0) {
      node.putNull(field);
    } else {
      node.put(field, cap);
    }
  }

  private static void attention(ModelConfig config, ObjectNode node) {
    AttentionShape attention = config.attention();
    node.put("rope_theta", attention.rope().theta());
    if (attention.rope().share() != 1) {
      node.put("partial_rotary_factor", attention.rope().share());
    }
    scaling(attention.rope(), node);
    if (config.family().isGemma()) {
      node.put("query_pre_attn_scalar", Math.round(1 / (attention.scale() * attention.scale())));
    }
    if (config.family() == Family.GEMMA3) {
      local(attention, node);
    }
    if (attention.window() > 0) {
      node.put("sliding_window", attention.window()).put("use_sliding_window", true);
    } else if (config.family().isGemma() || config.family() == Family.MISTRAL) {
      node.putNull("sliding_window"); // left out it would be the family's own
    }
    if (attention.sliding().isEmpty()) {
      return;
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      node.withArray("layer_types")
          .add(attention.slides(layer) ? "sliding_attention" : "full_attention");
    }
  }

  /// The rope of layers that see a window: a field of its own, or both kinds' parameters where it
  /// is stretched, too.
  private static void local(AttentionShape attention, ObjectNode node) {
    Rope local = attention.slidingRope();
    node.put("rope_local_base_freq", local.theta());
    if (!local.divisors().isEmpty()) {
      ObjectNode kinds = node.putObject("rope_parameters");
      factors(attention.rope(), kinds.putObject("full_attention"));
      factors(local, kinds.putObject("sliding_attention"));
    }
  }

  private static void scaling(Rope rope, ObjectNode node) {
    if (!rope.divisors().isEmpty()) {
      factors(rope, node.putObject("rope_scaling"));
    }
  }

  private static void factors(Rope rope, ObjectNode scaling) {
    if (rope.divisors().isEmpty()) {
      scaling.put("rope_type", "default").put("rope_theta", rope.theta());
      return;
    }
    scaling.put("rope_type", "factors");
    rope.divisors().forEach(scaling.putArray("factors")::add);
    scaling.put("attention_factor", rope.magnitude());
  }
}
