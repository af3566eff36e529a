// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Words that turn a statement round or weaken it, and the clauses of an answer that lost them.
public final class Qualifiers {
  private static final Set<String> NEGATIONS =
      Set.of("not", "no", "never", "without", "cannot", "cancelled", "canceled");
  private static final Set<String> MODALS =
      Set.of(
          "may",
          "might",
          "could",
          "would",
          "should",
          "if",
          "unless",
          "allegedly",
          "reportedly",
          "plan",
          "planned",
          "proposed",
          "expected",
          "likely",
          "draft");

  /// @param negation clauses without a negation whose source sentence has one
  /// @param modality the same for words such as `may`, `planned`, `if`
  public record Lost(int clauses, int negation, int modality) {}

  private Qualifiers() {}

  /// Compares each clause of `answer` with the sentence of `source` that shares most words with it.
  public static Lost lost(String answer, String source) {
    List<List<String>> sentences = Sentences.split(source).stream().map(Tokens::words).toList();
    int negation = 0;
    int modality = 0;
    List<String> clauses = clauses(answer);
    for (String clause : clauses) {
      List<String> words = Tokens.words(clause);
      List<String> nearest = nearest(words, sentences);
      negation += hasNegation(nearest) && !hasNegation(words) ? 1 : 0;
      modality += hasModality(nearest) && !hasModality(words) ? 1 : 0;
    }
    return new Lost(clauses.size(), negation, modality);
  }

  /// Sentences, split again at `; `.
  public static List<String> clauses(String text) {
    List<String> clauses = new ArrayList<>();
    for (String sentence : Sentences.split(text)) {
      for (String clause : sentence.split("; ", -1)) {
        if (!clause.isBlank()) {
          clauses.add(clause.strip());
        }
      }
    }
    return List.copyOf(clauses);
  }

  /// How many of the words negate.
  public static long negations(List<String> words) {
    return words.stream().filter(Qualifiers::isNegation).count();
  }

  /// @param word in W form
  public static boolean isNegation(String word) {
    return NEGATIONS.contains(word) || word.endsWith("n't");
  }

  /// Words such as `may`, `planned`, `if`.
  ///
  /// @param word in W form
  public static boolean isModality(String word) {
    return MODALS.contains(word);
  }

  private static boolean hasNegation(List<String> words) {
    return words.stream().anyMatch(Qualifiers::isNegation);
  }

  private static boolean hasModality(List<String> words) {
    return words.stream().anyMatch(Qualifiers::isModality);
  }

  private static List<String> nearest(List<String> clause, List<List<String>> sentences) {
    List<String> nearest = List.of();
    long most = -1;
    Set<String> wanted = new HashSet<>(clause);
    for (List<String> sentence : sentences) {
      long shared = sentence.stream().distinct().filter(wanted::contains).count();
      if (shared > most) {
        most = shared;
        nearest = sentence;
      }
    }
    return nearest;
  }
}
