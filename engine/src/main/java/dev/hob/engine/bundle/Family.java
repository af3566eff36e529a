// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.Arrays;
import java.util.Optional;

/// Families of models that the forward pass computes. SmolLM is a llama by name and by shape.
public enum Family {
  LLAMA("LlamaForCausalLM", "llama"),
  MISTRAL("MistralForCausalLM", "mistral"),
  QWEN2("Qwen2ForCausalLM", "qwen2"),
  QWEN3("Qwen3ForCausalLM", "qwen3"),
  GEMMA2("Gemma2ForCausalLM", "gemma2"),
  GEMMA3("Gemma3ForCausalLM", "gemma3_text"),
  PHI3("Phi3ForCausalLM", "phi3");

  private final String architecture;
  private final String modelType;

  Family(String architecture, String modelType) {
    this.architecture = architecture;
    this.modelType = modelType;
  }

  /// As `architectures` in `config.json` names it.
  public String architecture() {
    return architecture;
  }

  /// As `model_type` names it.
  public String modelType() {
    return modelType;
  }

  boolean isGemma() {
    return this == GEMMA2 || this == GEMMA3;
  }

  static Optional<Family> named(String architecture) {
    return Arrays.stream(values()).filter(it -> it.architecture.equals(architecture)).findFirst();
  }
}
