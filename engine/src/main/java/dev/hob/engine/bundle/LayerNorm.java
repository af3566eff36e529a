// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.Arrays;
import java.util.List;

/// The norms of a layer, in the order of the forward pass.
enum LayerNorm {
  BEFORE_ATTENTION,
  QUERY,
  KEY,
  AFTER_ATTENTION,
  BEFORE_MLP,
  AFTER_MLP;

  /// Those that such a layer has.
  static List<LayerNorm> of(Block block) {
    return Arrays.stream(values())
        .filter(norm ->
            switch (norm) {
              case BEFORE_ATTENTION, BEFORE_MLP -> true;
              case QUERY, KEY -> block.headNorms();
              case AFTER_ATTENTION, AFTER_MLP -> block.normsAfter();
            })
        .toList();
  }

  /// Path inside a layer, as Hugging Face spells it: `post_attention_layernorm` stands before the
  /// MLP, and behind attention only where there is one at each place.
  String path(Block block) {
    return switch (this) {
      case BEFORE_ATTENTION -> "input_layernorm";
      case QUERY -> "self_attn.q_norm";
      case KEY -> "self_attn.k_norm";
      case AFTER_ATTENTION -> "post_attention_layernorm";
      case BEFORE_MLP ->
          block.normsAfter() ? "pre_feedforward_layernorm" : "post_attention_layernorm";
      case AFTER_MLP -> "post_feedforward_layernorm";
    };
  }

  int length(ModelConfig config) {
    return this == QUERY || this == KEY ? config.headDim() : config.width();
  }
}
