// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import dev.hob.engine.bundle.ModelConfig;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Small shapes of every family, each with what sets it apart: windows shorter than a page and
/// longer than one, two ropes, stretched ropes, caps, biases, heads whose dimension is not the
/// width's share.
public final class Families {
  private Families() {}

  /// By name; all over the vocabulary of [TinyTokenizer].
  public static Map<String, ModelConfig> all() {
    Map<String, ModelConfig> all = new LinkedHashMap<>();
    json()
        .forEach((name, json) ->
            all.put(name, ModelConfig.parse(json.getBytes(StandardCharsets.UTF_8))));
    return all;
  }

  /// The same as their `config.json`.
  public static Map<String, String> json() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "llama",
        config(
            "LlamaForCausalLM",
            "'rope_theta': 500000, 'rope_scaling': {'rope_type': 'llama3', 'factor': 8.0, 'low_freq_factor': 1.0, 'high_freq_factor': 4.0, 'original_max_position_embeddings': 64}"));
    all.put(
        "llama-bias",
        config("LlamaForCausalLM", "'attention_bias': true, 'tie_word_embeddings': true"));
    all.put("mistral", config("MistralForCausalLM", "'sliding_window': 40, 'head_dim': 24"));
    all.put(
        "qwen2",
        config(
            "Qwen2ForCausalLM",
            "'rope_theta': 1000000, 'sliding_window': 20, 'use_sliding_window': false"));
    all.put(
        "qwen2-window",
        config(
            "Qwen2ForCausalLM",
            "'sliding_window': 20, 'use_sliding_window': true, 'max_window_layers': 1"));
    all.put(
        "qwen3",
        config(
            "Qwen3ForCausalLM", "'rope_theta': 1000000, 'head_dim': 32, 'eos_token_id': [2, 3]"));
    all.put(
        "gemma2",
        config(
            "Gemma2ForCausalLM",
            "'head_dim': 24, 'query_pre_attn_scalar': 20, 'sliding_window': 17, 'attn_logit_softcapping': 5.0, 'final_logit_softcapping': 3.0"));
    all.put(
        "gemma3",
        config(
            "Gemma3ForCausalLM",
            "'head_dim': 24, 'query_pre_attn_scalar': 24, 'sliding_window': 33, 'sliding_window_pattern': 3, 'rope_theta': 1000000, 'rope_local_base_freq': 10000, 'rope_scaling': {'rope_type': 'linear', 'factor': 8.0}"));
    all.put(
        "phi3",
        config(
            "Phi3ForCausalLM",
            "'sliding_window': 60, 'original_max_position_embeddings': 128, 'rope_scaling': {'type': 'longrope', 'short_factor': [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7], 'long_factor': [1, 1.5, 2, 2.5, 3, 4, 5, 6]}"));
    all.put(
        "phi3-short",
        config(
            "Phi3ForCausalLM",
            "'original_max_position_embeddings': 512, 'rope_scaling': {'type': 'longrope', 'attention_factor': 1.19, 'short_factor': [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7], 'long_factor': [1, 1.5, 2, 2.5, 3, 4, 5, 6]}"));
    all.put(
        "llama-factors",
        config(
            "LlamaForCausalLM",
            "'rope_scaling': {'rope_type': 'factors', 'factors': [1, 1, 1.5, 2, 3, 5, 7, 8], 'attention_factor': 1.1}"));
    return all;
  }

  private static String config(String architecture, String more) {
    String json =
        """
        {'architectures': ['%s'], 'hidden_size': 64, 'num_hidden_layers': 3,
         'intermediate_size': 96, 'num_attention_heads': 4, 'num_key_value_heads': 2,
         'vocab_size': %d, 'max_position_embeddings': 512, 'rms_norm_eps': 1e-5, %s}
        """
            .formatted(architecture, TinyTokenizer.size(), more);
    return json.replace('\'', '"');
  }
}
