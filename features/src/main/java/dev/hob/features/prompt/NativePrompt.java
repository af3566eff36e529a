// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.router.Beginning;
import dev.hob.router.Chat;
import dev.hob.router.OutputGrammar;
import dev.hob.router.Prompt;

/// A built prompt with what is needed to read its answer.
///
/// @param role adapter role, e.g. `summarize`
/// @param marks entity marks of the prompt and their surfaces
/// @param items how many index marks the prompt uses, counted from 1
public record NativePrompt(
    String role, Prompt prompt, Marks marks, int items, OutputGrammar grammar) {
  /// Of a small request.
  ///
  /// @param chat the same as messages
  public Beginning beginning(Chat chat) {
    return new Beginning(role, prompt, chat);
  }
}
