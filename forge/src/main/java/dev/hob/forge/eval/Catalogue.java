// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.WordLists;
import dev.hob.features.style.StyleLists;
import dev.hob.forge.eval.act.ActScorer;
import dev.hob.forge.eval.act.ActionCatalogues;
import dev.hob.forge.eval.prioritize.PriorityScorer;
import dev.hob.forge.eval.proofread.DictionaryWords;
import dev.hob.forge.eval.proofread.ProofreadScorer;
import dev.hob.forge.eval.summarize.SummarizeScorer;
import dev.hob.forge.eval.tone.Tone;
import dev.hob.forge.eval.tone.ToneScorer;
import java.util.List;
import java.util.Map;

/// The features that can be scored. Another one adds a scorer and a line here.
public final class Catalogue {
  private Catalogue() {}

  /// All scorers, over the word lists that Hob ships.
  ///
  /// @param actions what apps offer where rows do not say it
  public static List<Scorer> scorers(WordLists lists, ActionCatalogues actions) {
    FactExtractor extractor = new FactExtractor(lists);
    StyleLists style = StyleLists.embedded();
    return List.of(
        new SummarizeScorer(extractor),
        new PriorityScorer(),
        new ProofreadScorer(extractor, Map.of("dictionary", DictionaryWords.baseline())),
        new ToneScorer(Tone.FRIENDLY, extractor, style),
        new ToneScorer(Tone.PROFESSIONAL, extractor, style),
        new ToneScorer(Tone.CONCISE, extractor, style),
        new ActScorer(extractor, actions));
  }

  /// The scorer of rows that need no other file.
  ///
  /// @throws EvalException no such feature
  public static Scorer of(String feature, WordLists lists) {
    return of(feature, lists, ActionCatalogues.none());
  }

  /// @throws EvalException no such feature
  public static Scorer of(String feature, WordLists lists, ActionCatalogues actions) {
    List<Scorer> scorers = scorers(lists, actions);
    return scorers.stream()
        .filter(scorer -> scorer.feature().equals(feature))
        .findFirst()
        .orElseThrow(() ->
            new EvalException(
                EvalException.UNKNOWN,
                "unknown feature \""
                    + feature
                    + "\"; known: "
                    + String.join(", ", scorers.stream().map(Scorer::feature).toList())));
  }
}
