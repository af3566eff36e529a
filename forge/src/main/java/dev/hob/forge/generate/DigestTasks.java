// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.Clause;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import java.util.ArrayList;
import java.util.List;

/// Digests: notifications in, clauses with their sources out; `quote` when nothing is worth
/// telling.
///
/// The word limit of the prompt is that of the scorer (three quarters of the words, 18 at least)
/// or, one time in four, tighter; clauses that would exceed it are left off from the end.
final class DigestTasks implements Task.Source {
  private final long seed;
  private final Batches batches;
  private final NativePrompts prompts;

  DigestTasks(long seed, Batches batches, NativePrompts prompts) {
    this.seed = seed;
    this.batches = batches;
    this.prompts = prompts;
  }

  @Override
  public Task at(long index) {
    Batch batch = batches.at(index);
    Dice dice = Dice.of(seed, "digest", index);
    int limit = Math.max(18, (batch.words() * 3 + 3) / 4);
    if (dice.chance(0.25)) {
      limit = Math.max(10, limit * dice.between(5, 9) / 10);
    }
    NativePrompt prompt = prompts.digest(batch.prompts(), limit);
    return Rendered.task(
        "digest",
        batch.template(),
        prompt,
        NativeAnswers.clauses(within(batch.told(), limit), prompt.marks()));
  }

  /// The leading clauses that fit; one at least.
  private static List<Clause> within(List<Clause> told, int limit) {
    List<Clause> kept = new ArrayList<>();
    int words = 0;
    for (Clause clause : told) {
      words += Batch.count(clause.text());
      if (words > limit && !kept.isEmpty()) {
        break;
      }
      kept.add(clause);
    }
    return kept;
  }
}
