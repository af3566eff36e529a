// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.Marks;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import java.util.List;
import java.util.Optional;

/// Proofreading, one sentence each: half of them right as they stand, the others a clean sentence
/// with one to four errors put in, or a real pair.
///
/// The clean half holds as many corrected sides of real pairs as the other half holds wrong ones,
/// so that no topic gives an error away.
final class ProofreadTasks implements Task.Source {
  private static final int TRIES = 24;
  private static final double CLEAN = 0.5;
  private static final double REAL = 0.25;

  /// A sentence before and after correction.
  record Pair(String wrong, String right, String rule) {}

  private final long seed;
  private final List<String> sentences;
  private final List<Pair> pairs;
  private final Corruption corruption;
  private final NativePrompts prompts;

  /// @param sentences clean ones, at most 36 words
  /// @param pairs real ones, may be empty
  ProofreadTasks(
      long seed,
      List<String> sentences,
      List<Pair> pairs,
      Corruption corruption,
      NativePrompts prompts) {
    this.seed = seed;
    this.sentences = sentences;
    this.pairs = pairs;
    this.corruption = corruption;
    this.prompts = prompts;
  }

  @Override
  public Task at(long index) {
    Dice dice = Dice.of(seed, "proofread", index);
    boolean clean = dice.chance(CLEAN);
    if (!pairs.isEmpty() && dice.chance(REAL)) {
      Pair pair = dice.pick(pairs);
      return clean ? right("pair", pair.right()) : wrong(pair.rule(), pair.wrong(), pair.right());
    }
    for (int i = 0; i < TRIES; i++) {
      String sentence = dice.pick(sentences);
      Optional<Task> task = clean ? Optional.of(right("clean", sentence)) : spoilt(dice, sentence);
      if (task.isPresent()) {
        return task.get();
      }
    }
    return right("clean", sentences.getFirst());
  }

  private Optional<Task> spoilt(Dice dice, String sentence) {
    int errors = dice.pick(1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4);
    String text = sentence;
    StringBuilder kinds = new StringBuilder();
    for (int i = 0; i < errors; i++) {
      Optional<Corruption.Corrupted> made = corruption.corrupt(dice, text);
      if (made.isPresent() && keepsSpans(sentence, made.get().sentence())) {
        text = made.get().sentence();
        kinds.append(kinds.isEmpty() ? "" : "+").append(made.get().kind());
      }
    }
    return text.equals(sentence)
        ? Optional.empty()
        : Optional.of(wrong(kinds.toString(), text, sentence));
  }

  /// Whether both sentences show the same protected spans.
  private boolean keepsSpans(String clean, String corrupted) {
    return surfaces(prompts.proofread(clean, "en-US").marks())
        .equals(surfaces(prompts.proofread(corrupted, "en-US").marks()));
  }

  private static List<String> surfaces(Marks marks) {
    return marks.names().stream().map(n -> marks.surface(n).orElse("")).sorted().toList();
  }

  private Task right(String template, String sentence) {
    NativePrompt prompt = prompts.proofread(sentence, "en-US");
    return Rendered.task(
        "proofread", template, prompt, NativeAnswers.proofread(Optional.empty(), prompt.marks()));
  }

  private Task wrong(String template, String wrong, String right) {
    NativePrompt prompt = prompts.proofread(wrong, "en-US");
    return Rendered.task(
        "proofread", template, prompt, NativeAnswers.proofread(Optional.of(right), prompt.marks()));
  }
}
