// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;

/// Priorities: the event grammar's rule for each notification of a batch.
final class PriorityTasks implements Task.Source {
  private final Batches batches;
  private final NativePrompts prompts;

  PriorityTasks(Batches batches, NativePrompts prompts) {
    this.batches = batches;
    this.prompts = prompts;
  }

  @Override
  public Task at(long index) {
    // Not the batches of the digests: those start at 0.
    Batch batch = batches.at(index + (1L << 44));
    NativePrompt prompt = prompts.prioritize(batch.prompts());
    return Rendered.task(
        "prioritize",
        batch.template(),
        prompt,
        NativeAnswers.priorities(batch.notices().stream().map(Batch.Notice::priority).toList()));
  }
}
