// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.Tokens;
import dev.hob.features.fact.WordLists;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Chooses the sentences of a text that say most within a number of words, in their own order.
/// Immutable.
///
/// A sentence is worth the new content words it brings, rare ones of the text's own subjects most,
/// more at the start of prose (writers put the point there), more when it answers the reader's
/// query, more with figures and names; less when it only points back or greets. The value a word is
/// taken greedily, as submodular coverage allows (Lin & Bilmes 2011).
public final class ExtractiveSummary {
  private static final Pattern POINTS_BACK =
      Pattern.compile(
          "(?:and|but|so|it|its|this|that|these|those|they|he|she|also|then|however|therefore|yeah"
              + "|yes|no|okay|ok|um|uh|well|right|thanks?|thank you|hi|hello|good morning)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern DECIDES =
      Pattern.compile(
          "\\b(?:decid\\w+|agree[ds]?|conclu\\w+|will|must|needs? to|deadline|by (?:mon|tues|wednes"
              + "|thurs|fri|satur|sun)day|moved to|instead|because|in short|in summary|result\\w*"
              + "|problem|important|recommend\\w*|propos\\w+)\\b",
          Pattern.CASE_INSENSITIVE);

  /// Exponent of a sentence's length: 0 takes the richest, 1 the densest.
  private static final double LENGTH = 0.5;

  /// How much the first sentence of prose gains; it falls with exp(-i/2).
  private static final double LEAD = 1.5;

  private static final double ASKED = 3;
  private static final double FACT = 0.15;

  private final WordLists lists;
  private final FactExtractor extractor;

  public ExtractiveSummary(WordLists lists) {
    this.lists = lists;
    this.extractor = new FactExtractor(lists);
  }

  /// @param query what the reader wants to know, empty for the whole
  /// @param words limit in R tokens; at least one sentence is chosen, cut by nobody
  /// @return indices into `units`, ascending, at least one
  public List<Integer> choose(List<TextUnit> units, String query, int words) {
    Measured text = measure(units, query);
    List<Integer> chosen = new ArrayList<>();
    Set<String> covered = new HashSet<>();
    int left = words;
    while (true) {
      int best = best(units, text, chosen, covered, left);
      if (best < 0) {
        break;
      }
      chosen.add(best);
      covered.addAll(text.words().get(best));
      left -= text.lengths()[best];
    }
    if (chosen.isEmpty()) {
      chosen.add(shortest(text));
    }
    return chosen.stream().sorted().toList();
  }

  private int best(
      List<TextUnit> units, Measured text, List<Integer> chosen, Set<String> covered, int left) {
    int best = -1;
    double most = 0;
    for (int i = 0; i < units.size(); i++) {
      int length = text.lengths()[i];
      if (length == 0 || length > left || chosen.contains(i)) {
        continue;
      }
      double fresh = 0;
      for (String word : text.words().get(i)) {
        fresh += covered.contains(word) ? 0 : text.weights().getOrDefault(word, 0.0);
      }
      double value = fresh * text.boosts()[i] / Math.pow(length, LENGTH);
      if (value > most) {
        most = value;
        best = i;
      }
    }
    return best;
  }

  private Measured measure(List<TextUnit> units, String query) {
    List<Set<String>> words = units.stream().map(unit -> contentWords(unit.sentence())).toList();
    Set<String> wanted = contentWords(query);
    Map<String, Integer> sentencesWith = new HashMap<>();
    words.forEach(set -> set.forEach(word -> sentencesWith.merge(word, 1, Integer::sum)));
    Map<String, Double> weights = new HashMap<>();
    sentencesWith.forEach(
        (word, n) -> weights.put(word, Math.log(1 + n) * (wanted.contains(word) ? ASKED : 1)));
    double[] boosts = new double[units.size()];
    int[] lengths = new int[units.size()];
    for (int i = 0; i < units.size(); i++) {
      lengths[i] = Tokens.rouge(units.get(i).spoken()).size();
      boosts[i] = boost(units, i, words, wanted);
    }
    return new Measured(words, weights, boosts, lengths);
  }

  private double boost(List<TextUnit> units, int i, List<Set<String>> words, Set<String> wanted) {
    TextUnit unit = units.get(i);
    double boost =
        1 + FACT * Math.min(5, extractor.extract(unit.sentence(), FactContext.NONE).size());
    if (unit.speaker().isEmpty()) {
      boost *= 1 + LEAD * Math.exp(-i / 2.0);
    }
    if (POINTS_BACK.matcher(unit.sentence()).matches()) {
      boost *= 0.7;
    }
    if (unit.sentence().endsWith("?")) {
      boost *= 0.6;
    }
    if (DECIDES.matcher(unit.sentence()).find()) {
      boost *= 1.15;
    }
    long asked = words.get(i).stream().filter(wanted::contains).count();
    long before = i == 0 ? 0 : words.get(i - 1).stream().filter(wanted::contains).count();
    return boost * (1 + 0.5 * asked + 0.25 * Math.min(2, before));
  }

  private Set<String> contentWords(String text) {
    Set<String> out = new HashSet<>(Tokens.words(text));
    out.removeAll(lists.stopWords());
    return out;
  }

  private static int shortest(Measured text) {
    return IntStream.range(0, text.lengths().length)
        .reduce((a, b) -> text.lengths()[b] < text.lengths()[a] ? b : a)
        .orElseThrow();
  }

  private record Measured(
      List<Set<String>> words, Map<String, Double> weights, double[] boosts, int[] lengths) {}
}
