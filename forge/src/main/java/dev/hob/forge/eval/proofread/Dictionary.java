// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Span;
import dev.hob.forge.eval.proofread.Corrections.Change;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The baseline `dictionary`: an unknown lower-case word of four letters or more becomes the
/// commonest listed word one edit away, else two edits away, else stays; of a doubled word one is
/// taken out; a sentence begins with a capital.
///
/// An edit inserts, deletes or replaces a letter or swaps two neighbours (Damerau and Levenshtein).
/// Unknown words are few, so each is simply measured against all listed words of its length or two
/// letters more or less.
final class Dictionary {
  private static final Pattern WORD = Pattern.compile("[a-z]++(?:'[a-z]++)*+");
  private static final Pattern ANY_WORD = Pattern.compile("[\\p{L}']++");
  private static final int FAR = 2;
  private static final int SHORTEST = 4;

  private final List<String> words;
  private final Set<String> known;

  /// @param words lower case, commonest first
  Dictionary(List<String> words) {
    this.words = List.copyOf(words);
    this.known = Set.copyOf(words);
  }

  Prediction predict(Row row) {
    String source = row.text("/incorrect");
    TreeMap<Integer, Change> changes = new TreeMap<>();
    capitals(source, changes);
    doubled(source, changes);
    Matcher matcher = WORD.matcher(source);
    while (matcher.find()) {
      Span span = new Span(matcher.start(), matcher.end());
      Map.Entry<Integer, Change> before = changes.lowerEntry(span.start());
      boolean removed = before != null && before.getValue().span().overlaps(span);
      if (!removed && standsAlone(source, span)) {
        boolean capital = changes.containsKey(span.start());
        correction(matcher.group())
            .map(word -> new Change(span, capital ? capitalized(word) : word))
            .ifPresent(change -> changes.put(span.start(), change));
      }
    }
    return Corrections.of(row.id(), source, List.copyOf(changes.values()));
  }

  /// The word to put in place of an unknown one; empty if it is known, short, or like none.
  Optional<String> correction(String word) {
    long letters = word.chars().filter(Character::isLetter).count();
    if (letters < SHORTEST || known.contains(word)) {
      return Optional.empty();
    }
    Optional<String> far = Optional.empty();
    for (String candidate : words) {
      if (Math.abs(candidate.length() - word.length()) <= FAR) {
        int distance = distance(word, candidate);
        if (distance == 1) {
          return Optional.of(candidate);
        }
        if (distance == FAR && far.isEmpty()) {
          far = Optional.of(candidate);
        }
      }
    }
    return far;
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static boolean standsAlone(String text, Span word) {
    return (word.start() == 0 || !joins(text.charAt(word.start() - 1)))
        && (word.end() == text.length() || !joins(text.charAt(word.end())));
  }

  /// Letters of a longer word, and the signs that hold links, codes and file names together.
  private static boolean joins(char c) {
    return Character.isLetterOrDigit(c) || "'’_@/\\#".indexOf(c) >= 0;
  }

  private static void capitals(String text, Map<Integer, Change> changes) {
    for (Span sentence : Sentences.spans(text)) {
      char first = text.charAt(sentence.start());
      if (first >= 'a' && first <= 'z') {
        Span span = new Span(sentence.start(), sentence.start() + 1);
        String capital = String.valueOf(first).toUpperCase(Locale.ROOT);
        changes.put(sentence.start(), new Change(span, capital));
      }
    }
  }

  private static void doubled(String text, Map<Integer, Change> changes) {
    Matcher matcher = ANY_WORD.matcher(text);
    Span before = new Span(0, 0);
    while (matcher.find()) {
      Span word = new Span(matcher.start(), matcher.end());
      boolean same =
          before.end() > 0
              && text.substring(before.end(), word.start()).equals(" ")
              && before.of(text).equalsIgnoreCase(word.of(text));
      if (same) {
        changes.put(before.end(), new Change(new Span(before.end(), word.end()), ""));
      }
      before = word;
    }
  }

  /// Optimal string alignment distance.
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean crosswise =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (crosswise) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
