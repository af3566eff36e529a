// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptNotification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Priorities: the event grammar's rule for each notification of a batch, with noise that says
/// nothing of it: shouted or lower-case lines, doubled marks, missing words.
final class PriorityTasks implements Task.Source {
  private static final double ALONE = 0.9;

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
    Dice dice = Dice.of(index, "priority-noise", 0);
    // Mostly one alone: the easiest prompt to judge, and the one that serving uses.
    List<Batch.Notice> notices =
        dice.chance(ALONE) ? List.of(dice.pick(batch.notices())) : batch.notices();
    List<PromptNotification> shown =
        notices.stream().map(notice -> noisy(dice, notice).prompt()).toList();
    NativePrompt prompt = prompts.prioritize(shown);
    return Rendered.task(
        "prioritize",
        batch.template(),
        prompt,
        NativeAnswers.priorities(notices.stream().map(Batch.Notice::priority).toList()));
  }

  private static Batch.Notice noisy(Dice dice, Batch.Notice notice) {
    String summary =
        switch (dice.below(30)) {
          case 0 -> notice.summary().toUpperCase(Locale.ROOT);
          case 1 -> notice.summary() + "!";
          case 2 -> notice.summary() + "...";
          default -> notice.summary();
        };
    String body =
        switch (dice.below(30)) {
          case 0 -> notice.body().toLowerCase(Locale.ROOT);
          case 1 -> notice.body().replaceFirst("[.!]$", "!!");
          default -> notice.body();
        };
    boolean thin = dice.chance(0.5);
    return new Batch.Notice(
        notice.app(),
        thin ? thinned(dice, summary) : summary,
        thin ? thinned(dice, body) : body,
        notice.time(),
        notice.priority());
  }

  /// Without one word in seven: no single word of a template may decide.
  private static String thinned(Dice dice, String text) {
    List<String> words = new ArrayList<>(List.of(text.split(" ", -1)));
    words.removeIf(_ -> dice.chance(0.14));
    return words.isEmpty() ? text : String.join(" ", words);
  }
}
