// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

/// One sentence or one turn of a text.
///
/// @param speaker who says it; empty in prose
public record PromptSentence(String speaker, String text) {
  public PromptSentence {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty sentence");
    }
  }

  public static PromptSentence of(String text) {
    return new PromptSentence("", text);
  }
}
