// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.words;

import java.util.Locale;

/// What the forms of an English word have in common, lightly: `timers`, `timing`, `timed` → `tim`.
/// Two different words may share a stem; one word has always the same.
public final class Stem {
  private static final int SHORTEST = 3;

  private Stem() {}

  /// @param word any case
  public static String of(String word) {
    String stem = word.toLowerCase(Locale.ROOT);
    if (stem.endsWith("'s") || stem.endsWith("’s")) {
      stem = stem.substring(0, stem.length() - 2);
    }
    if (stem.length() <= SHORTEST || !isWord(stem)) {
      return stem;
    }
    stem = singular(stem);
    if (stem.endsWith("ing") && hasVowel(stem, 3)) {
      stem = undoubled(stem.substring(0, stem.length() - 3));
    } else if (stem.endsWith("ied")) {
      stem = stem.substring(0, stem.length() - 3) + "y";
    } else if (stem.endsWith("ed") && hasVowel(stem, 2)) {
      stem = undoubled(stem.substring(0, stem.length() - 2));
    }
    if (stem.length() > SHORTEST && stem.endsWith("e")) {
      stem = stem.substring(0, stem.length() - 1);
    }
    if (stem.length() > SHORTEST && stem.endsWith("y")) {
      stem = stem.substring(0, stem.length() - 1) + "i";
    }
    return stem;
  }

  private static String singular(String word) {
    if (word.endsWith("ies") && word.length() > 4) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.endsWith("sses")
        || word.endsWith("xes")
        || word.endsWith("ches")
        || word.endsWith("shes")) {
      return word.substring(0, word.length() - 2);
    }
    boolean plural =
        word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is");
    return plural ? word.substring(0, word.length() - 1) : word;
  }

  /// `planning` → `plan`, but `spelling` → `spell`.
  private static String undoubled(String stem) {
    int last = stem.length() - 1;
    boolean twice =
        last > 1
            && stem.charAt(last) == stem.charAt(last - 1)
            && "lsz".indexOf(stem.charAt(last)) < 0;
    return twice ? stem.substring(0, last) : stem;
  }

  private static boolean hasVowel(String word, int without) {
    String rest = word.substring(0, word.length() - without);
    return rest.length() > 1 && rest.chars().anyMatch(c -> "aeiouy".indexOf(c) >= 0);
  }

  private static boolean isWord(String text) {
    return text.chars().allMatch(c -> Character.isLetter(c) || c == '-' || c == '\'');
  }
}
