// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.List;

/// One model call as a feature planned it. Pure data: same input, same plan.
///
/// @param role adapter role, e.g. `summarize`
/// @param prompt native form
/// @param chat the same as messages, for instruct bases and the cloud
/// @param grammar of an answer in the native form
/// @param maxTokens upper limit of the answer
/// @param temperature 0 = greedy
public record Plan(
    String role,
    Prompt prompt,
    Chat chat,
    OutputGrammar grammar,
    int maxTokens,
    float temperature,
    long seed) {
  /// Whose chat form may answer with any text.
  public Plan(
      String role,
      Prompt prompt,
      List<ChatMessage> chat,
      OutputGrammar grammar,
      int maxTokens,
      float temperature,
      long seed) {
    this(role, prompt, Chat.of(chat), grammar, maxTokens, temperature, seed);
  }
}
