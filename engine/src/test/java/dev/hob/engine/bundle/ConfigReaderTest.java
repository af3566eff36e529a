// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.kernel.Gate;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Expected numbers are worked out beside each test from the published formulas.
class ConfigReaderTest {
  private static ModelConfig read(String json) {
    return ModelConfig.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ModelConfig of(String architecture, String more) {
    return read("{'architectures': ['" + architecture + "']" + more + "}");
  }

  private static Set<Integer> except(int layers, int... full) {
    Set<Integer> sliding = IntStream.range(0, layers).boxed().collect(Collectors.toSet());
    IntStream.of(full).forEach(sliding::remove);
    return sliding;
  }

  /// Llama 3.1 8B: waves of 2π·500000^(2i/128). Those below 8192/4 = 2048 tokens stay (i ≤ 28:
  /// 1956.5), those above 8192 are stretched by 8 (i ≥ 35: 8218.7), and for i = 32 the wave is
  /// 2π·√500000 = 4442.88, so s = (8192/4442.88 − 1)/3 = 0.281283 and the divisor is 1/(0.718723/8
  /// + 0.281277) = 2.694509.
  @Test
  void llama3StretchesLongWavesOnly() {
    ModelConfig llama =
        of(
            "LlamaForCausalLM",
            """
            , 'hidden_size': 4096, 'num_attention_heads': 32, 'num_key_value_heads': 8,
            'intermediate_size': 14336, 'num_hidden_layers': 32, 'vocab_size': 128256,
            'max_position_embeddings': 131072, 'rms_norm_eps': 1e-05, 'rope_theta': 500000.0,
            'rope_scaling': {'factor': 8.0, 'low_freq_factor': 1.0, 'high_freq_factor': 4.0,
            'original_max_position_embeddings': 8192, 'rope_type': 'llama3'}\
            """);
    List<Double> divisors = llama.attention().rope().divisors();
    assertEquals(64, divisors.size());
    assertEquals(1, divisors.get(0));
    assertEquals(1, divisors.get(28));
    assertTrue(divisors.get(29) > 1, "the first that is mixed");
    assertEquals(2.694530, divisors.get(32), 1e-5);
    assertTrue(divisors.get(34) < 8, "the last that is mixed");
    assertEquals(8, divisors.get(35));
    assertEquals(8, divisors.get(63));
    assertEquals(1, llama.attention().rope().magnitude());
    assertEquals(1 / Math.sqrt(128), llama.attention().scale(), 1e-12);
    assertEquals(128, llama.headDim());
  }

  /// Gemma 3 4B's own `text_config`, nothing added: heads, head_dim, vocabulary, epsilon and theta
  /// are left out. Every sixth of 34 layers sees everything: 5, 11, 17, 23, 29.
  @Test
  void gemma3LeavesOutWhatItsClassKnows() {
    ModelConfig gemma =
        of(
            "Gemma3ForCausalLM",
            """
            , 'hidden_size': 2560, 'intermediate_size': 10240, 'model_type': 'gemma3_text',
            'num_hidden_layers': 34, 'rope_scaling': {'factor': 8.0, 'rope_type': 'linear'},
            'sliding_window': 1024\
            """);
    assertEquals(8, gemma.heads());
    assertEquals(4, gemma.kvHeads());
    assertEquals(256, gemma.headDim());
    assertEquals(262_208, gemma.vocabulary());
    assertEquals(131_072, gemma.context());
    assertEquals(1e-6, gemma.normEpsilon());
    assertTrue(gemma.tied());
    AttentionShape attention = gemma.attention();
    assertEquals(0.0625, attention.scale()); // 1/√256
    assertEquals(1024, attention.window());
    assertEquals(except(34, 5, 11, 17, 23, 29), attention.sliding());
    assertEquals(Rope.plain(10_000), attention.slidingRope());
    assertEquals(1e6, attention.rope().theta());
    assertEquals(1 / (8 * Math.pow(1e6, 2.0 / 256)), attention.rope().frequency(1, 256), 1e-15);
    assertEquals(0, attention.cap());
    Block block = gemma.block();
    assertEquals(0, block.logitCap());
    assertEquals(50.5964, block.embeddingScale(), 1e-4); // √2560
    assertTrue(block.headNorms() && block.centredNorms() && block.normsAfter());
    assertEquals(Gate.GELU, block.gate());
  }

  @Test
  void gemma2HasCapsAWindowInEveryOtherLayerAndItsOwnScale() {
    ModelConfig plain = of("Gemma2ForCausalLM", "");
    assertEquals(50, plain.attention().cap());
    assertEquals(30, plain.block().logitCap());
    assertEquals(4096, plain.attention().window());
    assertEquals(13, plain.attention().sliding().size());
    assertTrue(plain.attention().slides(0) && !plain.attention().slides(1));
    assertEquals(48, plain.block().embeddingScale()); // √2304
    assertEquals(8192, plain.context());
    ModelConfig large =
        of(
            "Gemma2ForCausalLM",
            ", 'query_pre_attn_scalar': 144, 'sliding_window': null, 'attn_logit_softcapping': null,"
                + " 'final_logit_softcapping': 20.0");
    assertEquals(1.0 / 12, large.attention().scale(), 1e-12);
    assertEquals(Set.of(), large.attention().sliding());
    assertEquals(0, large.attention().cap());
    assertEquals(20, large.block().logitCap());
  }

  /// Phi-3-mini-128k: stretch 131072/4096 = 32, so √(1 + ln 32/ln 4096) = √(1 + 5/12) = 1.190238.
  @Test
  void longRopeTakesTheListOfItsLengthAndTheFactorOfItsStretch() {
    String lists = "'short_factor': " + numbers(1.05) + ", 'long_factor': " + numbers(4.5);
    String lengths =
        ", 'max_position_embeddings': 131072, 'original_max_position_embeddings': 4096";
    for (String more :
        List.of(
            lengths + ", 'rope_scaling': {'type': 'longrope', " + lists + "}",
            lengths + ", 'rope_scaling': {'type': 'su', 'factor': 3.0, " + lists + "}",
            lengths + ", 'rope_scaling': {'rope_type': 'yarn', " + lists + "}",
            ", 'max_position_embeddings': 131072, 'rope_scaling': {'type': 'longrope', "
                + lists
                + "}",
            ", 'max_position_embeddings': 131072, 'rope_parameters': {'rope_type': 'longrope',"
                + " 'rope_theta': 10000.0, 'partial_rotary_factor': 1.0,"
                + " 'original_max_position_embeddings': 4096, "
                + lists
                + "}")) {
      Rope rope = of("Phi3ForCausalLM", more).attention().rope();
      assertEquals(1.190238, rope.magnitude(), 1e-6, more);
      assertEquals(4.5, rope.divisors().get(0), more);
      assertEquals(48, rope.divisors().size(), "half of 3072/32");
    }
    Rope within =
        of(
                "Phi3ForCausalLM",
                ", 'max_position_embeddings': 4096, 'original_max_position_embeddings': 4096,"
                    + " 'rope_scaling': {'type': 'longrope', 'attention_factor': 1.19, "
                    + lists
                    + "}")
            .attention()
            .rope();
    assertEquals(1.05, within.divisors().get(47));
    assertEquals(1.19, within.magnitude());
  }

  /// Phi-4-mini: 96 of 128 dimensions turn.
  @Test
  void ofAHeadThatTurnsInPartOnlyTheFirstDimensionsHaveFrequencies() {
    String sizes = ", 'hidden_size': 3072, 'num_attention_heads': 24, 'num_key_value_heads': 8";
    String lists = "'short_factor': " + numbers(1.0, 48) + ", 'long_factor': " + numbers(4.5, 48);
    for (String where :
        List.of(
            ", 'partial_rotary_factor': 0.75, 'rope_scaling': {'type': 'longrope', " + lists + "}",
            ", 'rope_parameters': {'rope_type': 'longrope', 'partial_rotary_factor': 0.75, "
                + lists
                + "}")) {
      ModelConfig phi =
          of("Phi3ForCausalLM", sizes + ", 'original_max_position_embeddings': 4096" + where);
      Rope rope = phi.attention().rope();
      assertEquals(96, rope.dims(phi.headDim()));
      assertEquals(48, rope.divisors().size());
      assertEquals(Math.pow(1e4, -2.0 / 96), rope.frequency(1, phi.headDim()), 1e-15);
      assertEquals(phi, ModelConfig.parse(phi.toJson()), "what is written is read back");
    }
  }

  /// Qwen2.5 as its page says to use it for long texts. Values by transformers' formula, computed
  /// apart: dimensions 23 to 40 are mixed.
  @Test
  void yarnStretchesWhatTurnsSeldom() {
    ModelConfig qwen =
        of(
            "Qwen2ForCausalLM",
            ", 'hidden_size': 3584, 'num_attention_heads': 28, 'num_key_value_heads': 4,"
                + " 'max_position_embeddings': 32768, 'rope_theta': 1000000.0, 'rope_scaling':"
                + " {'factor': 4.0, 'original_max_position_embeddings': 32768, 'type': 'yarn'}");
    Rope rope = qwen.attention().rope();
    assertEquals(1.138629436111989, rope.magnitude(), 1e-15);
    assertEquals(0.1154781984689458, rope.frequency(10, 128), 1e-15);
    assertEquals(0.005375321490790102, rope.frequency(24, 128), 1e-15);
    assertEquals(0.0010643609812470017, rope.frequency(30, 128), 1e-15);
    assertEquals(6.490394320837028e-05, rope.frequency(39, 128), 1e-17);
    assertEquals(3.102344401879299e-07, rope.frequency(63, 128), 1e-19);
    assertEquals(qwen, ModelConfig.parse(qwen.toJson()), "what is written is read back");
    Rope deep =
        of(
                "Qwen2ForCausalLM",
                ", 'rope_scaling': {'type': 'yarn', 'factor': 40.0, 'mscale': 1.0,"
                    + " 'mscale_all_dim': 0.5}")
            .attention()
            .rope();
    double log = Math.log(40);
    assertEquals((1 + 0.1 * log) / (1 + 0.05 * log), deep.magnitude(), 1e-15);
  }

  @Test
  void aDynamicRopeIsPlainWithinItsContext() {
    assertEquals(
        of("LlamaForCausalLM", ""),
        of("LlamaForCausalLM", ", 'rope_scaling': {'type': 'dynamic', 'factor': 8.0}"));
  }

  /// Elsewhere than in Phi-3 `factor` counts where the file knows no other length: 16 over the 2048
  /// of training is √(1 + ln 16/ln 2048) = √(1 + 4/11).
  @Test
  void longRopeOfOthersTakesItsFactor() {
    String lists = "'short_factor': " + numbers(1.05, 64) + ", 'long_factor': " + numbers(4.5, 64);
    Rope rope =
        of(
                "LlamaForCausalLM",
                ", 'rope_scaling': {'rope_type': 'longrope', 'factor': 16.0, " + lists + "}")
            .attention()
            .rope();
    assertEquals(Math.sqrt(15.0 / 11), rope.magnitude(), 1e-12);
    assertEquals(1.05, rope.divisors().get(0));
  }

  private static String numbers(double each) {
    return numbers(each, 48);
  }

  private static String numbers(double each, int count) {
    return java.util.Collections.nCopies(count, each).toString();
  }

  @Test
  void divisorsAsAGgufFileListsThemAreTakenAsTheyAre() {
    String head = ", 'hidden_size': 16, 'num_attention_heads': 2";
    Rope rope =
        of(
                "LlamaForCausalLM",
                head
                    + ", 'rope_theta': 100.0, 'rope_scaling': {'rope_type': 'factors', 'factors':"
                    + " [1, 2, 4, 8.5], 'attention_factor': 1.25}")
            .attention()
            .rope();
    assertEquals(new Rope(100, List.of(1.0, 2.0, 4.0, 8.5), 1.25), rope);
    assertEquals(1 / (10 * 4.0), rope.frequency(2, 8), 1e-15); // 100^(-4/8) / 4
    assertThrows(
        CorruptBundleException.class,
        () ->
            of(
                "LlamaForCausalLM",
                head + ", 'rope_scaling': {'rope_type': 'factors', 'factors': [1, 2, 4]}"));
  }

  @Test
  void newerFilesHaveRopeParametersForEachKindOfLayer() {
    ModelConfig gemma =
        of(
            "Gemma3ForCausalLM",
            """
            , 'num_hidden_layers': 3, 'layer_types': ['full_attention', 'sliding_attention',
            'full_attention'], 'rope_theta': 5.0, 'rope_parameters': {
              'full_attention': {'rope_type': 'linear', 'factor': 8.0, 'rope_theta': 2000000.0},
              'sliding_attention': {'rope_type': 'default', 'rope_theta': 30000.0}}\
            """);
    assertEquals(2e6, gemma.attention().rope().theta());
    assertEquals(8, gemma.attention().rope().divisors().get(3));
    assertEquals(Rope.plain(30_000), gemma.attention().slidingRope());
    assertEquals(Set.of(1), gemma.attention().sliding());
    assertEquals(4096, gemma.attention().window());
    ModelConfig llama =
        of(
            "LlamaForCausalLM",
            ", 'rope_parameters': {'rope_theta': 500000.0, 'rope_type': 'linear', 'factor': 2.0}");
    assertEquals(5e5, llama.attention().rope().theta());
    assertEquals(2, llama.attention().rope().divisors().get(0));
  }

  @Test
  void gemma3WithoutAWindowStillTurnsItsLayersInTwoWays() {
    ModelConfig gemma = of("Gemma3ForCausalLM", ", 'sliding_window': null");
    assertEquals(0, gemma.attention().window(0));
    assertTrue(gemma.attention().slides(0) && !gemma.attention().slides(5));
    assertEquals(gemma, ModelConfig.parse(gemma.toJson()));
  }

  @Test
  void theQwenFamiliesUseAWindowOnlyWhereTheySayThatTheyDo() {
    String window = ", 'num_hidden_layers': 32, 'sliding_window': 8192";
    assertEquals(0, of("Qwen2ForCausalLM", window).attention().window());
    AttentionShape used =
        of("Qwen2ForCausalLM", window + ", 'use_sliding_window': true").attention();
    assertEquals(8192, used.window());
    assertEquals(Set.of(28, 29, 30, 31), new HashSet<>(used.sliding()));
    ModelConfig qwen3 =
        of(
            "Qwen3ForCausalLM",
            ", 'hidden_size': 1024, 'num_attention_heads': 16, 'num_key_value_heads': 8");
    assertEquals(128, qwen3.headDim());
    assertEquals(Set.of(), qwen3.block().biases());
    assertTrue(qwen3.block().headNorms());
    assertEquals(
        EnumSet.of(Projection.Q, Projection.K, Projection.V),
        EnumSet.copyOf(of("Qwen2ForCausalLM", "").block().biases()));
  }

  @Test
  void mistralHasItsOwnWindowAndLlamaNone() {
    ModelConfig mistral = of("MistralForCausalLM", "");
    assertEquals(8, mistral.kvHeads());
    assertEquals(4096, mistral.attention().window());
    assertEquals(32, mistral.attention().sliding().size());
    ModelConfig newer = of("MistralForCausalLM", ", 'sliding_window': null");
    assertEquals(Set.of(), newer.attention().sliding());
    assertEquals(32, of("MistralForCausalLM", ", 'num_key_value_heads': null").kvHeads());
    assertEquals(0, of("LlamaForCausalLM", ", 'sliding_window': 4096").attention().window());
    assertEquals(32, of("LlamaForCausalLM", "").kvHeads());
    for (ModelConfig each : List.of(mistral, newer)) {
      assertEquals(each, ModelConfig.parse(each.toJson()), "what is written is read back");
    }
  }

  @Test
  void everyFamilysDefaultsAreWrittenAndReadBack() {
    for (Family family : Family.values()) {
      ModelConfig config = of(family.architecture(), "");
      assertEquals(config, ModelConfig.parse(config.toJson()), family.toString());
      assertEquals(-1, config.beginToken(), "tokens are never guessed");
      assertEquals(List.of(), config.endTokens());
    }
  }

  @Test
  void whatIsNotComputedIsRefusedByName() {
    refused("partial_rotary_factor", "LlamaForCausalLM", ", 'partial_rotary_factor': 0.75");
    refused(
        "partial_rotary_factor",
        "Qwen2ForCausalLM",
        ", 'rope_parameters': {'rope_type': 'default', 'partial_rotary_factor': 0.75}");
    refused("partial_rotary_factor", "Phi3ForCausalLM", ", 'partial_rotary_factor': 0.99");
    refused("partial_rotary_factor", "Phi3ForCausalLM", ", 'partial_rotary_factor': 0.001");
    refused("mlp_bias", "LlamaForCausalLM", ", 'mlp_bias': true");
    refused("hidden_act", "LlamaForCausalLM", ", 'hidden_act': 'relu'");
    refused(
        "rope_scaling.rope_type",
        "Qwen2ForCausalLM",
        ", 'rope_scaling': {'type': 'xpos', 'factor': 4.0}");
    refused(
        "layer_types[1]",
        "Qwen3ForCausalLM",
        ", 'num_hidden_layers': 2, 'use_sliding_window': true, 'layer_types': ['full_attention',"
            + " 'chunked_attention']");
    refused("architectures", "MixtralForCausalLM", "");
  }

  private static void refused(String field, String architecture, String more) {
    var refusal =
        assertThrows(IncompatibleBundleException.class, () -> of(architecture, more), more);
    assertEquals(field, refusal.tensor());
  }
}
