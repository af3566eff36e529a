// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.act.Action;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.testing.House;
import dev.hob.policy.ActionRules.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RankerTest {
  private static final List<String> VERBS =
      List.of(
          "open", "close", "create", "delete", "rename", "move", "copy", "export", "import",
          "print", "share", "send", "find", "list", "sort", "lock", "start", "stop", "pause",
          "archive");
  private static final List<String> THINGS =
      List.of(
          "note",
          "timer",
          "window",
          "folder",
          "invoice",
          "playlist",
          "recipe",
          "contact",
          "backup",
          "camera",
          "printer",
          "terminal",
          "bookmark",
          "drawing",
          "spreadsheet",
          "alarm",
          "podcast",
          "meeting",
          "network",
          "wallpaper",
          "dictionary",
          "keyboard",
          "snapshot",
          "podium",
          "garden");

  private final Lexicon lexicon = Lexicon.embedded();

  @Test
  void theCutKeepsTheActionThatIsNamed() {
    long seed = 11;
    List<Candidate> candidates = catalogue(500);
    Ranker ranker = new Ranker(candidates, lexicon);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Candidate wanted = candidates.get(random.nextInt(candidates.size()));
      String[] name = wanted.action().name().split("_");
      String utterance = "could you please " + name[0] + " the old " + name[1] + " for me";
      List<Candidate> best = ranker.best(utterance, "", 8);
      assertEquals(8, best.size());
      assertEquals(wanted, best.getFirst(), "seed " + seed + ": " + utterance);
    }
  }

  @Test
  void synonymsAndOtherFormsOfAWordFindItToo() {
    Ranker ranker = new Ranker(catalogue(500), lexicon);
    assertTrue(names(ranker.best("get rid of the invoices", "", 8)).contains("delete_invoice"));
    assertTrue(names(ranker.best("I need three new timers", "", 8)).contains("create_timer"));
    assertTrue(names(ranker.best("where is my recipe", "", 8)).contains("find_recipe"));
  }

  @Test
  void tenThousandActionsWork() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      candidates.addAll(catalogue(500));
    }
    Ranker ranker = new Ranker(candidates, lexicon);
    assertEquals("rename_folder", names(ranker.best("rename the folder", "", 8)).getFirst());
  }

  @Test
  void ofASmallCatalogueNothingIsLost() {
    Ranker ranker = new Ranker(catalogue(5), lexicon);
    assertEquals(5, ranker.best("quite something else", "", 8).size());
    assertEquals(List.of(), new Ranker(List.of(), lexicon).best("open it", "", 8));
  }

  @Test
  void duplicatesAndBadSchemasAreLeftOutByName() {
    Action one = action("a", "{'type':'object'}");
    Catalogue catalogue =
        Catalogue.of(
            List.of(one, one, action("b", "{'properties':{'x':{'$ref':'#'}}}")), List.of("before"));
    assertEquals(List.of("a"), names(catalogue.candidates()));
    assertEquals(
        List.of(
            "before",
            "app a: another action has the same name",
            "app b: parameters/properties/x/$ref: expected no such keyword, got $ref"),
        catalogue.left());
  }

  private static List<String> names(List<Candidate> candidates) {
    return candidates.stream().map(candidate -> candidate.action().name()).toList();
  }

  /// Every verb with every thing.
  private static List<Candidate> catalogue(int size) {
    List<Action> actions = new ArrayList<>();
    for (String verb : VERBS) {
      for (String thing : THINGS) {
        if (actions.size() < size) {
          actions.add(action(verb + "_" + thing, "{'type':'object'}"));
        }
      }
    }
    return Catalogue.of(actions, List.of()).candidates();
  }

  private static Action action(String name, String schema) {
    return new Action(
        "app",
        "App",
        name,
        "",
        House.json(schema),
        Risk.LOW,
        Action.Effect.CHANGE,
        true,
        Optional.empty(),
        Action.Origin.MANIFEST);
  }
}
