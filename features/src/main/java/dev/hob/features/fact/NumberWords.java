// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.List;

/// English number words: `two` to `ninety-nine`, alone or counting hundreds, thousands, millions.
/// `one` alone is too often no number.
final class NumberWords {
  private static final List<String> SMALL =
      List.of(
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");
  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");

  /// One number word, `two` to `ninety-nine`.
  static final String PATTERN =
      "(?:"
          + String.join("|", SMALL.subList(1, SMALL.size()))
          + "|(?:"
          + String.join("|", TENS)
          + ")(?:-(?:"
          + String.join("|", SMALL.subList(0, 9))
          + "))?)";

  private NumberWords() {}

  /// @param words lower case: a match of [#PATTERN], or `a`, `one` or such a match and a power
  static long value(String words) {
    int space = words.indexOf(' ');
    if (space < 0) {
      return small(words);
    }
    String first = words.substring(0, space);
    long count = first.equals("a") ? 1 : small(first);
    return count
        * switch (words.charAt(space + 1)) {
          case 'h' -> 100;
          case 't' -> 1_000;
          default -> 1_000_000;
        };
  }

  private static long small(String word) {
    long below20 = SMALL.indexOf(word) + 1L;
    if (below20 > 0) {
      return below20;
    }
    int hyphen = word.indexOf('-');
    long tens = (TENS.indexOf(hyphen < 0 ? word : word.substring(0, hyphen)) + 2) * 10L;
    return hyphen < 0 ? tens : tens + SMALL.indexOf(word.substring(hyphen + 1)) + 1;
  }
}
