// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.corpus.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Real pairs of sentences before and after correction, from `edit-proofread`.
final class RealEdits {
  /// Rules of style or of a house's spelling, not of English: a proofreader that follows them
  /// changes what is right.
  private static final Set<String> HOUSE_RULES =
      Set.of(
          "avoid_contractions",
          "plural_decades/four_digits",
          "plural_decades/two_digits",
          "foot_inch_minute_second_symbols",
          "orthographic_consistency",
          "initialisms",
          "web_scraping",
          "discourse_markers");

  private RealEdits() {}

  /// Pairs of at most 36 words that differ and are no development rows.
  static List<ProofreadTasks.Pair> read(Corpus corpus, Overlap held, boolean dev) {
    List<ProofreadTasks.Pair> pairs = new ArrayList<>();
    corpus.read("edit-proofread", row -> add(pairs, row, held, dev));
    return pairs;
  }

  private static void add(
      List<ProofreadTasks.Pair> pairs, JsonNode row, Overlap held, boolean dev) {
    String wrong = Sentences.plain(row.path("incorrect").asText()).strip();
    String right = Sentences.plain(row.path("correct").asText()).strip();
    String rule = row.path("rule").asText("edit");
    boolean usable =
        !wrong.equals(right)
            && !wrong.isEmpty()
            && !right.isEmpty()
            && wrong.split(" ", -1).length <= 36
            && !wrong.contains("\n")
            && !HOUSE_RULES.contains(rule)
            && !held.touches(wrong)
            && !held.touches(right);
    if (usable && (Dice.of(1, rule, 0).below(10) == 0) == dev) {
      pairs.add(new ProofreadTasks.Pair(wrong, right, rule));
    }
  }
}
