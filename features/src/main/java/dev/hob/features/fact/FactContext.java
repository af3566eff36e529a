// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What extraction knows beside the text: the day, the apps, and which words the source writes in
/// lower case (so that a sentence may open with them and name nobody).
///
/// @param today makes days of `today`, `tomorrow`, `yesterday` and weekdays
/// @param appNames names of apps in the row, as W tokens; alone they are no names
/// @param lowerCaseWords words that occur in lower case in the source
public record FactContext(
    Optional<LocalDate> today, Set<List<String>> appNames, Set<String> lowerCaseWords) {
  /// Knows nothing.
  public static final FactContext NONE = new FactContext(Optional.empty(), Set.of(), Set.of());

  public FactContext {
    appNames = Set.copyOf(appNames);
    lowerCaseWords = Set.copyOf(lowerCaseWords);
  }

  /// The context of a plain source text.
  public static FactContext of(String source) {
    return NONE.withSource(source);
  }

  public FactContext withSource(String source) {
    Set<String> lower = new HashSet<>();
    for (String word : Tokens.surfaceWords(NormalText.n0(source))) {
      if (word.equals(word.toLowerCase(Locale.ROOT))) {
        lower.add(word);
      }
    }
    return new FactContext(today, appNames, lower);
  }

  public FactContext withToday(LocalDate day) {
    return new FactContext(Optional.of(day), appNames, lowerCaseWords);
  }

  public FactContext withApps(Collection<String> names) {
    return new FactContext(
        today,
        names.stream()
            .map(Tokens::words)
            .filter(words -> !words.isEmpty())
            .collect(Collectors.toUnmodifiableSet()),
        lowerCaseWords);
  }
}
