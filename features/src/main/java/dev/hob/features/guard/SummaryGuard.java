// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.guard;

import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.FactSource;
import dev.hob.features.fact.Qualifiers;
import dev.hob.features.fact.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks one clause of a summary against the sources it names, and only these: a name or figure
/// that another notification holds is a fused claim. Immutable.
public final class SummaryGuard {
  private static final int STEM = 5;

  /// A rewrite may shorten, hardly lengthen.
  private static final double LONGEST = 1.2;

  private static final int SHORT_WORDS = 6;
  private static final int LOOP = 3;

  private final FactExtractor extractor;

  public SummaryGuard(FactExtractor extractor) {
    this.extractor = extractor;
  }

  /// What a clause is read against.
  ///
  /// @param sources texts that the clause names, speakers and senders included
  /// @param counts numbers that are true as counts of notifications
  /// @param ownWords share of the clause's content words that its sources must hold, 0 to 1: high
  ///   for a small model that copies, low for a large one that paraphrases
  public record Ground(
      List<String> sources, FactContext context, Set<Integer> counts, double ownWords) {
    public Ground {
      sources = List.copyOf(sources);
      counts = Set.copyOf(counts);
    }
  }

  /// @return why the clause must not leave, in words without content; empty = it may
  public List<String> faults(String clause, Ground ground) {
    List<String> faults = new ArrayList<>();
    if (ground.sources().isEmpty()) {
      return List.of("a clause without a source");
    }
    String source = String.join("\n", ground.sources());
    FactSource facts =
        FactSource.of(source, extractor, ground.context()).withCounts(ground.counts());
    List<Fact> claimed = extractor.extract(clause, ground.context());
    facts.unsupported(claimed).stream()
        .map(Fact::kind)
        .distinct()
        .map(SummaryGuard::unsupported)
        .forEach(faults::add);
    qualifiers(clause, source, faults);
    lengthAndLoops(clause, source, faults);
    if (shareOfSource(clause, facts) < ground.ownWords()) {
      faults.add("words that its sources do not use");
    }
    return faults;
  }

  private static String unsupported(FactClass kind) {
    return "a " + kind.word() + " that its sources do not hold";
  }

  private static void qualifiers(String clause, String source, List<String> faults) {
    Qualifiers.Lost lost = Qualifiers.lost(clause, source);
    if (lost.negation() > 0) {
      faults.add("a negation lost");
    }
    if (lost.modality() > 0) {
      faults.add("a doubt or condition lost");
    }
    boolean negates = Qualifiers.negations(Tokens.words(clause)) > 0;
    if (negates && Qualifiers.negations(Tokens.words(source)) == 0) {
      faults.add("a negation that its sources do not hold");
    }
  }

  private static void lengthAndLoops(String clause, String source, List<String> faults) {
    List<String> words = Tokens.words(clause);
    if (words.isEmpty()) {
      faults.add("no words");
    }
    double longest = Math.max(SHORT_WORDS, LONGEST * Tokens.words(source).size());
    if (words.size() > longest) {
      faults.add("longer than its sources");
    }
    List<List<String>> runs = new ArrayList<>();
    for (int i = 0; i + LOOP <= words.size(); i++) {
      runs.add(words.subList(i, i + LOOP));
    }
    if (new HashSet<>(runs).size() < runs.size()) {
      faults.add("it repeats itself");
    }
  }

  private double shareOfSource(String clause, FactSource facts) {
    Set<String> stop = extractor.lists().stopWords();
    List<String> content =
        Tokens.words(clause).stream()
            .filter(word -> !stop.contains(word) && word.chars().noneMatch(Character::isDigit))
            .toList();
    if (content.isEmpty()) {
      return 1;
    }
    Set<String> stems = facts.words().stream().map(SummaryGuard::stem).collect(Collectors.toSet());
    return (double) content.stream().filter(word -> stems.contains(stem(word))).count()
        / content.size();
  }

  private static String stem(String word) {
    return word.substring(0, Math.min(STEM, word.length()));
  }
}
