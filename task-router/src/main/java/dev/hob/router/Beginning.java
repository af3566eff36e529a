// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// How every call of a role begins, in both forms. What is constant of it is worth prefilling
/// before anybody asks.
///
/// @param prompt native form of a small request
/// @param chat the same as messages
public record Beginning(String role, Prompt prompt, Chat chat) {
  /// The small request itself.
  public Plan plan() {
    return new Plan(role, prompt, chat, OutputGrammar.FREE, 1, 0f, 0);
  }
}
