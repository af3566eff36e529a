// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts the words that running text writes in lower case. One thread.
public final class WordCounts {
  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z0-9'@/._-])[a-z]+(?:'[a-z]+)?(?![A-Za-z0-9@/_-]|\\.[a-z])");

  private final Map<String, Integer> lower = new HashMap<>();

  /// A word with the number of times it was seen.
  public record Counted(String word, int count) {}

  /// Counts the words of a text. Words that begin with a capital are no evidence: they may be
  /// names.
  public void add(String text) {
    Matcher words = WORD.matcher(Sentences.plain(text));
    while (words.find()) {
      lower.merge(words.group().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
  }

  /// The commonest words seen at least `least` times, commonest first, ties in the order of
  /// letters.
  public List<Counted> top(int most, int least) {
    return lower.entrySet().stream()
        .filter(e -> e.getValue() >= least)
        .map(e -> new Counted(e.getKey(), e.getValue()))
        .sorted(Comparator.comparingInt(Counted::count).reversed().thenComparing(Counted::word))
        .limit(most)
        .toList();
  }

  /// How often a word was seen in lower case.
  public int count(String word) {
    return lower.getOrDefault(word, 0);
  }
}
