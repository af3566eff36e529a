// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The styles that Hob rewrites to. Each is an adapter role of its own.
public enum Style {
  FRIENDLY,
  PROFESSIONAL,
  CONCISE;

  /// The names of all, as requests have them.
  public static final List<String> WORDS = Stream.of(values()).map(Style::word).toList();

  /// As requests, roles and special tokens name it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param word one of [#WORDS]
  public static Style of(String word) {
    return values()[WORDS.indexOf(word)];
  }
}
