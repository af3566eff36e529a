// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.List;

/// A model call in the `chat` form, for instruct bases and the cloud.
///
/// @param messages oldest first; empty = this call has no such form
/// @param grammar what the answer must look like: [OutputGrammar#FREE], or an instance of a schema
public record Chat(List<ChatMessage> messages, OutputGrammar grammar) {
  public Chat {
    messages = List.copyOf(messages);
    if (!grammar.states().isEmpty()) {
      throw new IllegalArgumentException("a chat answer has no marks");
    }
  }

  /// With any text as answer.
  public static Chat of(List<ChatMessage> messages) {
    return new Chat(messages, OutputGrammar.FREE);
  }
}
