// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import dev.hob.forge.generate.Piece;
import dev.hob.forge.generate.Task;
import java.util.List;

/// Tasks as examples: prompt tokens weigh `promptWeight`, answer tokens 1.
///
/// A task longer than `maxTokens` is passed over for the next one of its own sub-stream, so an
/// index still gives one example and always the same.
final class TaskSource implements ExampleSource {
  private static final int TRIES = 64;

  private final Task.Source tasks;
  private final TextEncoder encoder;
  private final int maxTokens;
  private final float promptWeight;

  TaskSource(Task.Source tasks, TextEncoder encoder, int maxTokens, float promptWeight) {
    this.tasks = tasks;
    this.encoder = encoder;
    this.maxTokens = maxTokens;
    this.promptWeight = promptWeight;
  }

  @Override
  public Example at(long index) {
    Task task = tasks.at(index);
    for (int i = 1; i < TRIES; i++) {
      Example example = encode(task, encoder, promptWeight);
      if (example.tokens().length <= maxTokens) {
        return example;
      }
      // The high bits tell replacements from regular indices, which count up from 0.
      task = tasks.at(index + ((long) i << 40));
    }
    throw new IllegalStateException(
        task.family() + ": " + TRIES + " tasks in a row exceed " + maxTokens + " tokens");
  }

  /// One task as tokens, whatever its length.
  static Example encode(Task task, TextEncoder encoder, float promptWeight) {
    ExampleBuilder example = new ExampleBuilder(encoder).weight(promptWeight);
    append(example, task.prompt());
    append(example.weight(1), task.answer());
    return example.build(task.family());
  }

  private static void append(ExampleBuilder example, List<Piece> pieces) {
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Special s -> example.special(s.name());
        case Piece.Text t -> example.text(t.text());
      }
    }
  }
}
