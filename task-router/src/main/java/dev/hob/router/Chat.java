// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.ArrayList;
import java.util.List;

/// A model call in the `chat` form, for instruct bases and the cloud.
///
/// @param messages oldest first; empty = this call has no such form
/// @param grammar what the answer must look like: [OutputGrammar#FREE], or an instance of a schema
/// @param constant how many leading messages are the same for every call of the feature: perhaps a
///   system message, then examples in pairs of a question and its answer. Their KV is kept; where a
///   base's context is too small, examples are left out from the last one on
public record Chat(List<ChatMessage> messages, OutputGrammar grammar, int constant) {
  /// Of a call that has no such form.
  public static final Chat NONE = of(List.of());

  public Chat {
    messages = List.copyOf(messages);
    if (!grammar.states().isEmpty()) {
      throw new IllegalArgumentException("a chat answer has no marks");
    }
    if (constant < 0 || constant > messages.size()) {
      throw new IllegalArgumentException("constant " + constant + " of " + messages.size());
    }
  }

  public Chat(List<ChatMessage> messages, OutputGrammar grammar) {
    this(messages, grammar, 0);
  }

  /// With any text as answer.
  public static Chat of(List<ChatMessage> messages) {
    return new Chat(messages, OutputGrammar.FREE, 0);
  }

  /// The same with one example less; itself where it has none.
  public Chat withoutLastExample() {
    if (constant < 2 || !messages.get(constant - 1).role().equals("assistant")) {
      return this;
    }
    List<ChatMessage> fewer = new ArrayList<>(messages);
    fewer.subList(constant - 2, constant).clear();
    return new Chat(fewer, grammar, constant - 2);
  }
}
