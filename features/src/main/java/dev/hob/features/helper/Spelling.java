// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.text.TextResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Words, how common they are, and the known ways to misspell them. Immutable; thread-safe.
final class Spelling {
  private static final int SHORTEST_GUESS = 6;

  /// A guess must be this common, and this many times more common than the next best.
  private static final int COMMON = 300;

  private static final int CLEARLY = 20;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private final Map<String, Integer> counts;
  private final Map<String, String> misspellings;

  private Spelling(Map<String, Integer> counts, Map<String, String> misspellings) {
    this.counts = counts;
    this.misspellings = misspellings;
  }

  static Spelling embedded() {
    Map<String, Integer> counts = new HashMap<>(1 << 16);
    TextResource.lines(Spelling.class, "words.txt.gz")
        .forEach(line -> {
          int tab = line.indexOf('\t');
          counts.put(line.substring(0, tab), Integer.parseInt(line.substring(tab + 1).strip()));
        });
    Map<String, String> misspellings = new HashMap<>(1 << 17);
    TextResource.lines(Spelling.class, "misspellings.txt.gz")
        .forEach(line -> {
          int tab = line.indexOf('\t');
          String right = line.substring(tab + 1);
          if (right.indexOf(',') < 0) {
            misspellings.put(line.substring(0, tab), right);
          }
        });
    return new Spelling(counts, misspellings);
  }

  boolean isKnown(String lower) {
    return counts.containsKey(lower);
  }

  /// Whether it is a word or a known slip: English either way.
  boolean isEnglish(String lower) {
    return isKnown(lower) || misspellings.containsKey(lower);
  }

  int count(String lower) {
    return counts.getOrDefault(lower, 0);
  }

  /// The right form of a lower-case word that is no word; empty where that is not certain.
  Optional<String> correct(String lower) {
    if (isKnown(lower) && count(lower) > 3) {
      return Optional.empty();
    }
    String listed = misspellings.get(lower);
    if (listed != null) {
      return Optional.of(listed).filter(right -> isPlausible(lower, right));
    }
    if (isKnown(lower) || isDerived(lower) || lower.length() < SHORTEST_GUESS) {
      return Optional.empty();
    }
    return guess(lower);
  }

  /// Lists hold jargon too ("hist" → "heist"): short words are corrected to common ones only.
  private boolean isPlausible(String wrong, String right) {
    String first = right.split(" ", 2)[0];
    return wrong.length() > 4 ? count(first) > 0 : count(first) >= COMMON;
  }

  /// A form or a compound of known words, which a list of 40,000 cannot hold all.
  private boolean isDerived(String word) {
    String[] endings = {
      "s", "es", "ed", "d", "ing", "er", "r", "ly", "ness", "less", "able", "'s", "y"
    };
    for (String ending : endings) {
      if (word.endsWith(ending)) {
        String stem = word.substring(0, word.length() - ending.length());
        if (isKnown(stem) || isKnown(stem + "e") || isKnown(stem + "y")) {
          return true;
        }
      }
    }
    String[] beginnings = {
      "un", "re", "non", "pre", "over", "under", "sub", "inter", "multi", "micro", "de", "dis",
      "anti", "auto", "co", "meta", "super", "hyper"
    };
    for (String beginning : beginnings) {
      if (word.startsWith(beginning) && isKnown(word.substring(beginning.length()))) {
        return true;
      }
    }
    for (int i = 3; i <= word.length() - 3; i++) {
      if (count(word.substring(0, i)) > COMMON && count(word.substring(i)) > COMMON) {
        return true;
      }
    }
    return false;
  }

  /// The one common word at Damerau-Levenshtein distance 1.
  private Optional<String> guess(String word) {
    String best = "";
    int most = 0;
    int second = 0;
    for (int i = 0; i <= word.length(); i++) {
      String head = word.substring(0, i);
      String tail = word.substring(i);
      for (String candidate : neighbours(head, tail)) {
        int count = candidate.equals(best) ? 0 : count(candidate);
        if (count > most) {
          second = most;
          most = count;
          best = candidate;
        } else {
          second = Math.max(second, count);
        }
      }
    }
    return most >= COMMON && most >= (long) CLEARLY * second ? Optional.of(best) : Optional.empty();
  }

  private static Iterable<String> neighbours(String head, String tail) {
    List<String> out = new ArrayList<>();
    if (!tail.isEmpty()) {
      out.add(head + tail.substring(1));
    }
    if (tail.length() > 1) {
      out.add(head + tail.charAt(1) + tail.charAt(0) + tail.substring(2));
    }
    for (int i = 0; i < LETTERS.length(); i++) {
      out.add(head + LETTERS.charAt(i) + tail);
      if (!tail.isEmpty() && !head.isEmpty()) {
        out.add(head + LETTERS.charAt(i) + tail.substring(1));
      }
    }
    return out;
  }
}
