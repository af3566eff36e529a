// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.prompt.Clause;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Lists;
import dev.hob.forge.corpus.Overlap;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private final Corpus corpus = new Corpus(Path.of("src/test/resources/data"));
  private final Values values =
      new Values(Lists.read(corpus), Snippets.read(corpus, Overlap.none(), false));
  private final EventGrammar grammar = EventGrammar.read();
  private final Batches batches = new Batches(3, grammar, Batches.REAL_TEXTS_FIRST, values, false);

  @Test
  void tellsNothingThatTheStyleDoesNotShow() {
    for (EventGrammar.Event event : grammar.events()) {
      assertTrue(List.of("high", "normal", "low").contains(event.priority()), event.name());
      event.apps().forEach(app -> assertFalse(values.list(app).isEmpty(), app));
      for (EventGrammar.Style style : event.styles()) {
        String shown =
            String.join(
                " ", style.forms().stream().map(f -> f.summary() + " " + f.body()).toList());
        assertTrue(values.known(shown), event.name() + ": unknown placeholder in " + shown);
        for (String wording : style.wordings()) {
          assertTrue(
              Values.placeholders(shown).containsAll(Values.placeholders(wording)),
              event.name() + ": " + wording + " of " + shown);
        }
      }
    }
  }

  @Test
  void readsEveryWantedAnswerBackThroughTheMarksOfItsPrompt() {
    NativePrompts prompts = NativePrompts.standard();
    for (int i = 0; i < 400; i++) {
      Batch batch = batches.at(i);
      NativePrompt prompt = prompts.digest(batch.prompts(), 40);
      List<Clause> back =
          NativeAnswers.readClauses(
              NativeAnswers.clauses(batch.told(), prompt.marks()), prompt.marks());
      assertEquals(batch.told(), back, "batch " + i);
    }
  }

  @Test
  void pointsOnlyAtNotificationsOfTheBatchAndFillsEveryPlaceholder() {
    for (int i = 0; i < 400; i++) {
      Batch batch = batches.at(i);
      for (Clause clause : batch.told()) {
        assertFalse(clause.items().isEmpty());
        clause.items().forEach(n -> assertTrue(n >= 1 && n <= batch.notices().size()));
        assertFalse(clause.text().contains("{"), clause.text());
      }
      for (Batch.Notice notice : batch.notices()) {
        assertFalse((notice.summary() + notice.body()).contains("{"), notice.toString());
      }
    }
  }

  @Test
  void neverTellsCodesOrCommands() {
    for (int i = 0; i < 800; i++) {
      for (Clause clause : batches.at(i).told()) {
        String text = clause.text();
        assertFalse(text.contains("sign-in code") || text.contains("gnore"), text);
        assertFalse(text.contains("password of your user"), text);
      }
    }
  }
}
