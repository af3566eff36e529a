// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.forge.corpus.Language;
import dev.hob.forge.corpus.WordCounts;
import dev.hob.forge.generate.Corruption.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Verbs in the wrong person, number or form. Immutable.
final class VerbSlips {
  /// Words that stand for each other in agreement: `is` for `are`. Verbs come from the lists.
  private static final Map<String, String> AGREEMENT =
      Map.ofEntries(
          Map.entry("is", "are"),
          Map.entry("are", "is"),
          Map.entry("was", "were"),
          Map.entry("were", "was"),
          Map.entry("has", "have"),
          Map.entry("have", "has"),
          Map.entry("does", "do"),
          Map.entry("doesn't", "don't"),
          Map.entry("don't", "doesn't"),
          Map.entry("isn't", "aren't"),
          Map.entry("aren't", "isn't"),
          Map.entry("this", "these"),
          Map.entry("these", "this"),
          Map.entry("those", "that"));

  private static final Set<String> KNOWN_BEFORE =
      Set.of(
          "has", "have", "had", "is", "are", "was", "were", "been", "be", "being", "i", "we", "he",
          "she", "they", "not");

  private static final Set<String> PRONOUNS = Set.of("i", "you", "we", "they", "he", "she", "it");

  private final Map<String, String> thirdOf = new HashMap<>();
  private final Map<String, String> baseOf = new HashMap<>();
  private final Set<String> pasts = new HashSet<>();
  private final Map<String, List<String>> otherForms = new HashMap<>();

  /// Knows the verbs that the texts use.
  VerbSlips(List<Language.Verb> verbs, WordCounts counts) {
    verbs.stream()
        .filter(verb -> counts.count(verb.lemma()) > 20 && counts.count(verb.past()) > 5)
        .forEach(this::learn);
  }

  private void learn(Language.Verb verb) {
    thirdOf.put(verb.lemma(), verb.third());
    pasts.add(verb.past());
    baseOf.put(verb.third(), verb.lemma());
    otherForms.put(verb.pastParticiple(), List.of(verb.lemma(), verb.past()));
    if (!verb.past().equals(verb.pastParticiple())) {
      otherForms.put(verb.past(), List.of(verb.pastParticiple(), verb.lemma()));
    }
    otherForms.put(verb.present(), List.of(verb.lemma()));
  }

  /// A verb that does not agree with the pronoun before it, `is` for `are`, `this` for `these`.
  Optional<String> agreement(Dice dice, String sentence, List<Word> words) {
    int first = dice.below(words.size());
    for (int i = 0; i < words.size(); i++) {
      int at = (first + i) % words.size();
      String text = words.get(at).text();
      String before = at == 0 ? "" : words.get(at - 1).text().toLowerCase(Locale.ROOT);
      String other = AGREEMENT.get(text);
      if (other == null && Set.of("he", "she", "it").contains(before)) {
        other = baseOf.get(text);
      } else if (other == null && Set.of("i", "we", "they", "you").contains(before)) {
        other = thirdOf.get(text);
      }
      // "I have" and "did you do" are right with have and do in many places; pronouns tell.
      boolean sure = !Set.of("have", "that", "this").contains(text) || PRONOUNS.contains(before);
      if (other != null && at > 0 && sure) {
        return Optional.of(Corruption.replace(sentence, words.get(at), other));
      }
    }
    return Optional.empty();
  }

  /// Another form after an auxiliary or a pronoun (`has went`), a third person after `to` or
  /// `will`.
  Optional<String> form(Dice dice, String sentence, List<Word> words) {
    int first = dice.below(words.size());
    for (int i = 0; i < words.size(); i++) {
      int at = (first + i) % words.size();
      String text = words.get(at).text();
      String before = at == 0 ? "" : words.get(at - 1).text().toLowerCase(Locale.ROOT);
      List<String> others = otherForms.get(text);
      if (others != null && PRONOUNS.contains(before)) {
        // "We measure" for "we measured" is no error; "we written" for "we wrote" is one.
        others =
            others.stream().filter(o -> !thirdOf.containsKey(o) && !pasts.contains(o)).toList();
      }
      if (others != null && !others.isEmpty() && KNOWN_BEFORE.contains(before)) {
        return Optional.of(Corruption.replace(sentence, words.get(at), dice.pick(others)));
      }
      String third = thirdOf.get(text);
      if (third != null && Set.of("to", "will", "can", "should", "must").contains(before)) {
        return Optional.of(Corruption.replace(sentence, words.get(at), third));
      }
    }
    return Optional.empty();
  }
}
