// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.guard;

import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks a corrected sentence against the one it corrects: numbers, names, links and code are the
/// same, nothing is negated or affirmed, and it is the same sentence, not another one. Immutable.
public final class ProofreadGuard {
  private static final Pattern NEGATION =
      Pattern.compile(
          "\\b(?:not|no|never|without|cannot|nothing|nobody|none|\\p{L}+n['’]?t)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Set<String> NT =
      Set.of(
          "dont",
          "cant",
          "wont",
          "didnt",
          "doesnt",
          "isnt",
          "arent",
          "wasnt",
          "werent",
          "hasnt",
          "havent",
          "hadnt",
          "couldnt",
          "shouldnt",
          "wouldnt",
          "mustnt",
          "neednt",
          "aint");
  private static final double SHORTEST = 0.6;
  private static final double LONGEST = 1.5;
  private static final double MOST_CHANGED = 0.5;
  private static final int FEW = 3;

  private final FactExtractor extractor;

  public ProofreadGuard(FactExtractor extractor) {
    this.extractor = extractor;
  }

  /// @return why the correction must not leave; empty = it may
  public List<String> faults(String source, String corrected) {
    List<String> faults = new ArrayList<>();
    List<Fact> before = extractor.extract(source, FactContext.of(source));
    List<Fact> after = extractor.extract(corrected, FactContext.of(source));
    for (FactClass kind : FactClass.values()) {
      if (kind != FactClass.NAME && !surfaces(before, kind).equals(surfaces(after, kind))) {
        faults.add("a " + kind.word() + " changed");
      }
    }
    if (!namesKept(before, corrected)) {
      faults.add("a name changed");
    }
    if (negations(source) != negations(corrected)) {
      faults.add("a negation changed");
    }
    double ratio = (double) corrected.length() / Math.max(1, source.length());
    if (ratio < SHORTEST || ratio > LONGEST) {
      faults.add("another length");
    }
    if (changedShare(source, corrected) > MOST_CHANGED) {
      faults.add("another sentence");
    }
    return faults;
  }

  private static List<String> surfaces(List<Fact> facts, FactClass kind) {
    return facts.stream()
        .filter(fact -> fact.kind() == kind)
        .map(fact -> fact.surface().toLowerCase(Locale.ROOT))
        .toList();
  }

  /// Every name of the source stands in the correction; a capital more is no new name.
  private static boolean namesKept(List<Fact> before, String corrected) {
    List<String> words = Tokens.words(corrected);
    return before.stream()
        .filter(fact -> fact.kind() == FactClass.NAME)
        .allMatch(fact ->
            Tokens.standInRow(Tokens.words(fact.surface()), words) || misspeltOpening(fact, words));
  }

  /// What opens a sentence is a name or a word that no list knows, `Recieved`: only a near word may
  /// stand in its place.
  private static boolean misspeltOpening(Fact fact, List<String> corrected) {
    List<String> words = Tokens.words(fact.surface());
    return fact.start() == 0
        && words.size() == 1
        && !corrected.isEmpty()
        && Alignment.near(words.getFirst(), corrected.getFirst());
  }

  /// Words such as `dont` count as what they mean, `want` and `sent` as nothing.
  private static long negations(String text) {
    return NEGATION
        .matcher(text)
        .results()
        .map(match -> match.group().toLowerCase(Locale.ROOT))
        .filter(word -> !word.endsWith("nt") || NT.contains(word))
        .count();
  }

  private static double changedShare(String source, String corrected) {
    List<String> a = Tokens.edits(source);
    List<String> b = Tokens.edits(corrected);
    int same = Alignment.common(a, b);
    int changed = Math.max(a.size(), b.size()) - same;
    return changed <= FEW ? 0 : (double) changed / Math.max(1, a.size());
  }
}
