// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.prompt.ConciseSentence;
import dev.hob.features.prompt.NativePrompts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ToneTasksTest {
  private static final List<String> SENTENCES =
      List.of(
          "The office is open until six because the staff work late.",
          "She reads every report before the meeting.",
          "We will send the rooms available in June to all the guests.",
          "You can reply to the manager if the form is new.",
          "Please bring the small table to make the room useful.");

  private final NativePrompts prompts = NativePrompts.standard();
  private final Inflation inflation =
      new Inflation(Set.of("make", "send", "bring"), Set.of("reads"), Set.of("sent"));

  @Test
  void makesConciseSourcesFromWhichTheAnswerIsLeftByDeletingWords() {
    int made = 0;
    int kept = 0;
    for (int i = 0; i < 2000; i++) {
      Dice dice = Dice.of(11, "tone-test", i);
      Optional<TonePair> pair = inflation.pair(dice, dice.pick(SENTENCES));
      if (pair.isPresent()) {
        ConciseSentence source = prompts.concise(pair.get().source());
        String target = pair.get().target().orElseThrow();
        // Without the words that must stay ("would like to say") every target is a selection.
        assertTrue(
            new ConciseSentence(source.words(), Set.of()).selection(target).isPresent(),
            () -> pair.get().toString());
        made++;
        kept += source.selection(target).isPresent() ? 1 : 0;
      }
    }
    assertTrue(made > 500, "only " + made + " pairs");
    assertTrue(kept > made / 2, "only " + kept + " of " + made + " keep what must stay");
  }

  @Test
  void keepsNumbersAndNegationsOfWhatItSpoils() {
    List<String> sentences = List.of("I cannot come at 7.", "You do not owe us 20 euro.");
    ToneTasks tasks =
        new ToneTasks(
            3,
            "professional",
            ToneTasks.Pool.of(sentences, _ -> true),
            new Loosening(),
            (_, template, source, target) -> {
              String wanted = target.orElse(source);
              assertEquals(digits(wanted), digits(source), source);
              return Optional.of(new Task("professional", template, List.of(), List.of()));
            });
    for (int i = 0; i < 300; i++) {
      tasks.at(i);
    }
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }

  @Test
  void stiffensShortFormsAndRequests() {
    Stiffening stiffening = new Stiffening();
    for (int i = 0; i < 200; i++) {
      Dice dice = Dice.of(5, "stiff-test", i);
      TonePair order = stiffening.pair(dice, "Could you please send me the plan?").orElseThrow();
      assertTrue(order.source().matches("[A-Z].*me the plan\\."), order.source());
      TonePair said = stiffening.pair(dice, "We're happy that you can't wait.").orElseThrow();
      assertTrue(said.source().startsWith("We are"), said.source());
      assertTrue(said.source().contains("cannot"), said.source());
      assertTrue(said.target().orElseThrow().contains("can't"), said.toString());
    }
  }
}
