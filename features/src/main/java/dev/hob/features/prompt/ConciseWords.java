// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.HeldSpans;
import dev.hob.features.fact.Qualifiers;
import dev.hob.features.fact.Span;
import dev.hob.features.fact.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// Splits a sentence into the words of a [ConciseSentence] and says which of them a shorter one
/// must keep: whatever a fact, an entity, a quotation or a piece of code touches, the word after a
/// number, negations, and words that weaken, oblige or limit. Immutable.
final class ConciseWords {
  /// Beside [Qualifiers]: leaving one out would change what is asked or allowed.
  private static final Set<String> LIMITS =
      Set.of(
          "can", "can't", "must", "shall", "only", "except", "nobody", "none", "nothing", "neither",
          "nor", "hardly", "barely", "almost", "until", "before", "after");

  private final FactExtractor facts;
  private final EntityFinder protectedSpans;

  ConciseWords(FactExtractor facts, EntityFinder protectedSpans) {
    this.facts = facts;
    this.protectedSpans = protectedSpans;
  }

  ConciseSentence of(String sentence) {
    String text = Spacing.collapse(sentence);
    List<Span> words = words(text);
    List<Span> held = held(text);
    Set<Integer> kept = new TreeSet<>();
    for (int i = 0; i < words.size(); i++) {
      Span word = words.get(i);
      if (held.stream().anyMatch(word::overlaps) || turns(word.of(text))) {
        kept.add(i);
      }
    }
    facts.extract(text, FactContext.of(text)).stream()
        .filter(fact -> fact.kind() == FactClass.NUMBER)
        .forEach(number -> counted(number, words, text).ifPresent(kept::add));
    return new ConciseSentence(words.stream().map(word -> word.of(text)).toList(), kept);
  }

  private List<Span> held(String text) {
    List<Span> held = new ArrayList<>(HeldSpans.of(text, facts));
    protectedSpans.find(text).forEach(span -> held.add(new Span(span.start(), span.end())));
    return held;
  }

  private static boolean turns(String word) {
    return Tokens.words(word).stream()
        .anyMatch(w -> Qualifiers.isNegation(w) || Qualifiers.isModality(w) || LIMITS.contains(w));
  }

  /// What a number counts: the word behind it, where no mark stands between.
  private static OptionalInt counted(Fact number, List<Span> words, String text) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).start() == number.end() + 1) {
        return Character.isLetter(text.charAt(words.get(i).start()))
            ? OptionalInt.of(i)
            : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static List<Span> words(String text) {
    List<Span> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == ' ') {
        if (i > start) {
          words.add(new Span(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }
}
