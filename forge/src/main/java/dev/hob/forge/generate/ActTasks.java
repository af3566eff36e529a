// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.ActAnswer;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptAction;
import dev.hob.features.prompt.PromptParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Actions in the native form: a call whose values are words that were said, the question for the
/// first required value that nobody gave, or nothing.
///
/// The action that fits stands among one to seven others, half of them of its own app. One time in
/// seven it is not offered: then nothing fits.
final class ActTasks implements Task.Source {
  private static final double WITHHELD = 0.09;

  /// Most words of a catalogue as shown: long ones would be most of the tokens.
  private static final int WORDS = 130;

  private final long seed;
  private final NativePrompts prompts;
  private final RankOrder order = new RankOrder();
  private final Map<ActScene.Source, Integer> sources;

  /// @param sources how often each is drawn, in parts of a hundred
  ActTasks(long seed, NativePrompts prompts, Map<ActScene.Source, Integer> sources) {
    this.seed = seed;
    this.prompts = prompts;
    this.sources = sources;
  }

  @Override
  public Task at(long index) {
    Dice dice = Dice.of(seed, "act", index);
    int drawn = dice.below(sources.values().stream().mapToInt(n -> n).sum());
    for (Map.Entry<ActScene.Source, Integer> source : sources.entrySet()) {
      drawn -= source.getValue();
      if (drawn < 0) {
        return task(dice, source.getKey().scene(dice));
      }
    }
    throw new IllegalStateException("a die beyond its sides");
  }

  private Task task(Dice dice, ActScene scene) {
    boolean withheld = scene.right().isPresent() && dice.chance(WITHHELD);
    List<PromptAction> shown = new ArrayList<>();
    scene.right().filter(_ -> !withheld).ifPresent(shown::add);
    int wanted = 1 + dice.pick(1, 1, 2, 2, 3, 3, 4, 5, 6, 7);
    for (int i = 0; i < 40 && shown.size() < wanted; i++) {
      scene
          .beside()
          .draw(dice, dice.chance(0.5))
          .filter(o -> shown.stream().noneMatch(s -> s.name().equals(o.name())))
          .filter(o -> shown.isEmpty() || words(shown) + words(List.of(o)) <= WORDS)
          .ifPresent(shown::add);
    }
    if (shown.isEmpty()) {
      scene.right().ifPresent(shown::add);
    }
    dice.shuffle(shown);
    List<PromptAction> ordered = order.of(shown, scene.context(), scene.utterance());
    NativePrompt prompt = prompts.act(ordered, scene.context(), scene.utterance());
    ActAnswer answer =
        scene
            .right()
            .filter(ordered::contains)
            .map(right -> answer(ordered.indexOf(right) + 1, right, scene.values()))
            .orElseGet(ActAnswer.None::new);
    String kind =
        switch (answer) {
          case ActAnswer.Call _ -> "call";
          case ActAnswer.Ask _ -> "ask";
          case ActAnswer.None _ -> "none";
        };
    return Rendered.task("act", kind + "/" + scene.template(), prompt, NativeAnswers.act(answer));
  }

  private static int words(List<PromptAction> actions) {
    int words = 0;
    for (PromptAction action : actions) {
      words += Batch.count(action.name()) + Batch.count(action.description());
      for (PromptParameter p : action.parameters()) {
        words += 2 + Batch.count(p.name()) + Batch.count(p.description()) + 2 * p.choices().size();
      }
    }
    return words;
  }

  private static ActAnswer answer(int place, PromptAction action, Map<Integer, String> values) {
    int missing = missing(action, values);
    if (missing > 0) {
      return new ActAnswer.Ask(place, missing);
    }
    List<ActAnswer.Value> said = new ArrayList<>();
    for (int k = 1; k <= action.parameters().size(); k++) {
      String words = values.get(k);
      if (words != null) {
        said.add(new ActAnswer.Value(k, words));
      }
    }
    return new ActAnswer.Call(place, said);
  }

  /// Place of the first required parameter that has no value; 0 = all are there.
  static int missing(PromptAction action, Map<Integer, String> values) {
    for (int k = 1; k <= action.parameters().size(); k++) {
      if (action.parameters().get(k - 1).required() && !values.containsKey(k)) {
        return k;
      }
    }
    return 0;
  }
}
