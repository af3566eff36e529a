// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.prompt.NativePrompts;
import dev.hob.forge.corpus.CleanText;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Language;
import dev.hob.forge.corpus.Overlap;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProofreadTasksTest {
  private final Corpus corpus = new Corpus(Path.of("src/test/resources/data"));
  private final CleanText text = CleanText.read(corpus, 1, Overlap.none());
  private final Corruption corruption =
      new Corruption(Language.read(corpus, text.counts()), text.counts());

  private static final List<String> PROTECTED =
      List.of(
          "Please send report_v2.pdf to Anna Berg before 15:30 on 12 May.",
          "The offer of $1,200.50 is valid for Oslo and Bergen until Friday.",
          "We have moved https://example.org/plan to the new server in room 204.");

  @Test
  void neverTouchesProtectedSpans() {
    ProofreadTasks tasks =
        new ProofreadTasks(9, PROTECTED, List.of(), corruption, NativePrompts.standard());
    Set<String> wanted = new HashSet<>();
    for (String sentence : PROTECTED) {
      wanted.addAll(List.of(surfaces(sentence)));
    }
    int wrong = 0;
    for (int i = 0; i < 600; i++) {
      Task task = tasks.at(i);
      String prompt = Piece.show(task.prompt()).replaceAll("<\\|[^|]*\\|>", "");
      long kept = wanted.stream().filter(prompt::contains).count();
      assertTrue(kept >= 3, prompt);
      wrong += task.answer().getFirst().equals(new Piece.Special("fix")) ? 1 : 0;
    }
    assertTrue(wrong > 200 && wrong < 400, wrong + " of 600 have an error");
  }

  private static String[] surfaces(String sentence) {
    return sentence.startsWith("Please")
        ? new String[] {"report_v2.pdf", "Anna Berg", "15:30", "12 May"}
        : sentence.startsWith("The offer")
            ? new String[] {"$1,200.50", "Oslo", "Bergen", "Friday"}
            : new String[] {"https://example.org/plan", "204", "room"};
  }

  @Test
  void putsInErrorsOfManyKindsAndAlwaysChangesTheSentence() {
    Set<String> kinds = new HashSet<>();
    for (int i = 0; i < 4000; i++) {
      Dice dice = Dice.of(1, "corrupt", i);
      String sentence = dice.pick(text.sentences());
      Optional<Corruption.Corrupted> made = corruption.corrupt(dice, sentence);
      made.ifPresent(corrupted -> {
        assertFalse(corrupted.sentence().equals(sentence));
        kinds.add(corrupted.kind());
      });
    }
    assertTrue(kinds.size() >= 13, kinds.toString());
  }

  @Test
  void leavesHouseRulesAndTheirPairsOut() {
    List<ProofreadTasks.Pair> train = RealEdits.read(corpus, Overlap.none(), false);
    List<ProofreadTasks.Pair> dev = RealEdits.read(corpus, Overlap.none(), true);
    assertEquals(2, train.size() + dev.size());
    assertTrue(train.stream().noneMatch(p -> p.rule().equals("avoid_contractions")));
  }
}
