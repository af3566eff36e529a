// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import dev.hob.forge.testing.SmallVocabulary;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What open models come as: a family with its usual vocabulary, rotation, head and chat template.
///
/// Sources: the converter and loaders of github.com/ggml-org/llama.cpp for names and keys, the
/// models' own `config.json` for the rest.
public enum ModelKind {
  LLAMA2("llama", "Llama", "", true, 1e4f, false, Templates.INST),
  LLAMA3("llama", "Llama", "llama-bpe", false, 5e5f, false, Templates.HEADERS),
  MISTRAL("llama", "Mistral", "", true, 1e6f, false, Templates.INST),
  SMOLLM("llama", "Llama", "smollm", false, 1e5f, true, Templates.CHATML),
  QWEN2("qwen2", "Qwen2", "qwen2", false, 1e6f, true, Templates.CHATML),
  QWEN3("qwen3", "Qwen3", "qwen2", false, 1e6f, true, Templates.CHATML),
  GEMMA2("gemma2", "Gemma2", "", false, 1e4f, true, Templates.TURNS),
  GEMMA3("gemma3", "Gemma3", "", false, 1e6f, true, Templates.TURNS),
  PHI3("phi3", "Phi3", "", true, 1e4f, false, Templates.BARS),
  PHI3_LONG("phi3", "Phi3", "", true, 1e4f, false, Templates.BARS),
  PHI4_MINI("phi3", "Phi3", "gpt-4o", false, 1e4f, true, Templates.BARS),
  QWEN2_YARN("qwen2", "Qwen2", "qwen2", false, 1e6f, true, Templates.CHATML);

  private static final Map<ModelKind, SmallVocabulary> VOCABULARIES =
      new EnumMap<>(ModelKind.class);

  private final String architecture;
  private final String huggingFace;
  private final String pre;
  private final boolean spacePrefix;
  private final float theta;
  private final boolean tied;
  private final String template;

  ModelKind(
      String architecture,
      String huggingFace,
      String pre,
      boolean spacePrefix,
      float theta,
      boolean tied,
      String template) {
    this.architecture = architecture;
    this.huggingFace = huggingFace;
    this.pre = pre;
    this.spacePrefix = spacePrefix;
    this.theta = theta;
    this.tied = tied;
    this.template = template;
  }

  /// As GGUF names it.
  String architecture() {
    return architecture;
  }

  /// As `config.json` names it, e.g. `Qwen3ForCausalLM`.
  String className() {
    return huggingFace + "ForCausalLM";
  }

  String modelType() {
    return this == GEMMA3 ? "gemma3_text" : huggingFace.toLowerCase(Locale.ROOT);
  }

  float theta() {
    return theta;
  }

  boolean tied() {
    return tied;
  }

  String template() {
    return template;
  }

  /// Its numbers are coarser: llama.cpp looks GELU up in a table of 16 bits.
  boolean gemma() {
    return this == GEMMA2 || this == GEMMA3;
  }

  boolean headNorms() {
    return this == QWEN3 || this == GEMMA3;
  }

  boolean biases() {
    return modelType().equals("qwen2");
  }

  /// One matrix for queries, keys and values, one for gate and up.
  boolean fused() {
    return architecture.equals("phi3");
  }

  /// Rows of queries and keys are stored for the rotation of adjacent pairs.
  boolean adjacentPairs() {
    return architecture.equals("llama");
  }

  /// Rotations are divided by numbers of their own.
  boolean divisors() {
    return this == LLAMA3 || stretched();
  }

  /// By two lists of divisors, for short texts and for long ones.
  boolean stretched() {
    return this == PHI3_LONG || this == PHI4_MINI;
  }

  /// Dimensions of a head that turn.
  int turned(int headDim) {
    return this == PHI4_MINI ? headDim * 3 / 4 : headDim;
  }

  boolean freeHeadDim() {
    return this == QWEN3 || gemma();
  }

  /// Trained once a run.
  SmallVocabulary vocabulary() {
    synchronized (VOCABULARIES) {
      SmallVocabulary known = VOCABULARIES.get(this);
      if (known == null) {
        known = pre.isEmpty() ? SmallVocabulary.sentencePiece(spacePrefix) : withPre();
        VOCABULARIES.put(this, known);
      }
      return known;
    }
  }

  private SmallVocabulary withPre() {
    return VOCABULARIES.values().stream()
        .filter(each -> each.model().equals("gpt2"))
        .findFirst()
        .map(each ->
            new SmallVocabulary(
                each.model(),
                pre,
                false,
                each.tokens(),
                each.types(),
                each.merges(),
                each.scores()))
        .orElseGet(() -> SmallVocabulary.byteLevel(pre));
  }
}
