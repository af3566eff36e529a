// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Overlap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ActTasksTest {
  private static final int ROWS = 600;
  private static final Pattern VALUE = Pattern.compile("<\\|val\\|> (.*?)(?=<\\|)");
  private static final Corpus CORPUS = new Corpus(Path.of("src/test/resources/data"));

  private final Task.Source training = tasks(false);

  private static Task.Source tasks(boolean dev) {
    Overlap held = Overlap.of(CORPUS.devFolder());
    return new Generators(CORPUS, new Generators.Options(7, dev, 1, held)).tasks("act");
  }

  @Test
  void pointsOnlyAtWordsOfThePersonOrAtChoicesThatAreShown() {
    for (int i = 0; i < ROWS; i++) {
      Task task = training.at(i);
      String prompt = Piece.show(task.prompt());
      Matcher value = VALUE.matcher(Piece.show(task.answer()));
      while (value.find()) {
        String words = value.group(1);
        boolean said = prompt.substring(prompt.indexOf("<|in|>")).contains(words);
        assertTrue(
            said || prompt.contains("<|enum|> " + words + "<|"),
            () -> words + " stands nowhere in " + prompt);
      }
    }
  }

  @Test
  void callsAndAsksAndRefusesInTheSharesWanted() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (int i = 0; i < ROWS; i++) {
      kinds.merge(training.at(i).template().replaceFirst("/.*", ""), 1, Integer::sum);
    }
    assertEquals(Set.of("ask", "call", "none"), kinds.keySet());
    assertTrue(kinds.get("none") > ROWS / 8 && kinds.get("none") < ROWS / 3, kinds::toString);
    assertTrue(kinds.get("ask") > ROWS / 20 && kinds.get("ask") < ROWS / 4, kinds::toString);
  }

  @Test
  void saysOtherThingsInDevelopmentThanInTraining() {
    ActionGrammar grammar = ActionGrammar.read();
    List<String> lines = new ArrayList<>();
    grammar.kinds().forEach(kind -> kind.lines().forEach(line -> lines.add(line.text())));
    Set<String> shown = new HashSet<>();
    Set<String> held = new HashSet<>();
    lines.forEach(line -> (DesktopScenes.held(line) ? held : shown).add(line));
    assertTrue(Collections.disjoint(shown, held));
    assertTrue(held.size() * 20 > lines.size(), held.size() + " of " + lines.size());
  }

  @Test
  void namesInItsLinesOnlyParametersAndChoicesOfTheAction() {
    for (ActionGrammar.Kind kind : ActionGrammar.read().kinds()) {
      Map<String, ActionGrammar.Slot> slots = new TreeMap<>();
      kind.slots().forEach(slot -> slots.put(slot.name(), slot));
      assertFalse(kind.lines().isEmpty(), kind::toString);
      for (ActionGrammar.Line line : kind.lines()) {
        Matcher named = Pattern.compile("\\{(.*?)\\}").matcher(line.text());
        while (named.find()) {
          assertTrue(slots.containsKey(named.group(1)), line::text);
        }
        line.implied()
            .forEach((name, choice) -> {
              assertTrue(slots.containsKey(name), line::text);
              assertTrue(slots.get(name).choices().contains(choice), line::text);
            });
      }
    }
  }
}
