// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.chat;

import dev.hob.router.Chat;
import dev.hob.router.ChatMessage;
import dev.hob.router.OutputGrammar;
import java.util.ArrayList;
import java.util.List;

/// What a model is told before the input comes: the same for every call, so its KV is kept.
/// Immutable.
///
/// @param system what to do
/// @param examples how it is done, most telling first: the last ones go where a context is small
/// @param grammar what the answer must look like
public record Lesson(String system, List<Example> examples, OutputGrammar grammar) {
  public Lesson {
    examples = List.copyOf(examples);
  }

  /// An input and its answer.
  public record Example(String input, String answer) {}

  /// Whose answer is any text.
  public static Lesson of(String system, Example... examples) {
    return new Lesson(system, List.of(examples), OutputGrammar.FREE);
  }

  /// With `input` to be worked on.
  public Chat chat(String input) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(new ChatMessage("system", system));
    for (Example example : examples) {
      messages.add(new ChatMessage("user", example.input()));
      messages.add(new ChatMessage("assistant", example.answer()));
    }
    int constant = messages.size();
    messages.add(new ChatMessage("user", input));
    return new Chat(messages, grammar, constant);
  }
}
