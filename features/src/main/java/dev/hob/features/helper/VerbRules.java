// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.text.TextResource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Verb forms that cannot stand where they stand: `didn't went`, `to wrote`, `have ate`, `he go`,
/// `they lives`. Only forms that are nothing else (no base form, no noun) are judged. Immutable.
final class VerbRules {
  private static final Set<String> DO = Set.of("did", "didn't", "does", "doesn't", "don't");
  private static final Set<String> HAVE =
      Set.of("have", "has", "had", "haven't", "hasn't", "hadn't");
  private static final Set<String> MODALS =
      Set.of(
          "could",
          "should",
          "would",
          "must",
          "couldn't",
          "shouldn't",
          "wouldn't",
          "can't",
          "cannot",
          "won't");
  private static final Set<String> PRONOUNS = Set.of("i", "you", "he", "she", "it", "we", "they");
  private static final Set<String> OPENERS = Set.of(",", "and", "but", "because", "so", ";");
  private static final Set<String> NEVER =
      Set.of("be", "can", "may", "will", "must", "shall", "need", "dare", "let", "better", "have");

  /// Form → base, for forms that are no base form themselves.
  private final Map<String, String> finite = new HashMap<>();

  /// Past → participle where they differ.
  private final Map<String, String> participles = new HashMap<>();

  private final Map<String, String> thirds = new HashMap<>();
  private final Map<String, String> bases = new HashMap<>();

  private VerbRules() {}

  static VerbRules embedded() {
    VerbRules rules = new VerbRules();
    Set<String> lemmas = new HashSet<>();
    Set<String> ambiguous = new HashSet<>();
    TextResource.lines(VerbRules.class, "verbs.txt.gz")
        .forEach(line -> lemmas.add(line.split("\t")[0]));
    TextResource.lines(VerbRules.class, "verbs.txt.gz")
        .map(line -> line.split("\t"))
        .filter(columns -> columns.length >= 5)
        .forEach(columns -> rules.add(columns, lemmas, ambiguous));
    ambiguous.forEach(rules.finite::remove);
    ambiguous.forEach(rules.participles::remove);
    return rules;
  }

  private void add(String[] columns, Set<String> lemmas, Set<String> ambiguous) {
    String lemma = columns[0];
    String past = columns[2];
    String participle = columns[3];
    ambiguous.add(participle.equals(past) ? "" : participle);
    if (!NEVER.contains(lemma)) {
      thirds.putIfAbsent(lemma, columns[1]);
      bases.putIfAbsent(columns[1], lemma);
    }
    if (!lemmas.contains(past)) {
      finite.putIfAbsent(past, lemma);
      if (!past.equals(participle)) {
        participles.putIfAbsent(past, participle);
      }
    }
  }

  Optional<Correction> at(SentenceTokens sentence, int i) {
    SentenceTokens.Token token = sentence.get(i);
    if (i == 0
        || !token.isWord()
        || !token.open()
        || !token.isLower()
        || !sentence.isFollowedBySpace(i - 1)) {
      return Optional.empty();
    }
    String word = token.lower();
    String before = sentence.get(i - 1).lower();
    String second = i > 1 ? sentence.get(i - 2).lower() : "";
    boolean asked = DO.contains(second) && PRONOUNS.contains(before);
    boolean isPast = participles.containsKey(word);
    if (finite.containsKey(word) && (DO.contains(before) || (asked && i == 2))) {
      return change(
          token, finite.getOrDefault(word, word), "After this helping verb stands the base form.");
    }
    if (isPast && (MODALS.contains(before) || before.equals("to"))) {
      return change(token, finite.getOrDefault(word, word), "Here stands the base form.");
    }
    if (isPast && HAVE.contains(before)) {
      return change(
          token, participles.getOrDefault(word, word), "After have stands the participle.");
    }
    if (!(i == 1 || OPENERS.contains(second))) {
      return Optional.empty();
    }
    return switch (before) {
      case "he", "she" ->
          Optional.ofNullable(finite.containsKey(word) ? null : thirds.get(word))
              .filter(third -> !third.equals(word))
              .flatMap(third -> change(token, third, "Subject and verb do not agree."));
      case "they", "we" ->
          Optional.ofNullable(thirds.containsKey(word) ? null : bases.get(word))
              .flatMap(base -> change(token, base, "Subject and verb do not agree."));
      default -> Optional.empty();
    };
  }

  private static Optional<Correction> change(
      SentenceTokens.Token token, String right, String explanation) {
    return Optional.of(new Correction(token.start(), token.end(), right, "grammar", explanation));
  }
}
