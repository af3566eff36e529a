// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import dev.hob.features.fact.NormalText;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as people and programs write them: `PT7M`, `420` (seconds), `7 minutes`, `half
/// an hour`, `an hour and a half`, `1h 30m`.
final class Durations {
  private static final Map<String, Integer> UNITS =
      Map.of("s", 1, "m", 60, "h", 3_600, "d", 86_400, "w", 604_800);
  private static final List<String> SMALL =
      List.of(
          "zero",
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
  private static final String NUMBER =
      "(?:(?:"
          + String.join("|", TENS)
          + ")(?:-(?:"
          + String.join("|", SMALL)
          + "))?|"
          + String.join("|", SMALL)
          + "|half an?|an?|[0-9]+(?:\\.[0-9]+)?)";
  private static final String UNIT =
      "(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)";
  private static final String AND = "(?:,? and |, | )?";
  private static final String COUNTED = NUMBER + " ?" + UNIT + "\\b(?: and a half)?";
  private static final Pattern PART =
      Pattern.compile("(" + NUMBER + ") ?(" + UNIT + ")\\b( and a half)?" + AND);
  private static final Pattern RUN =
      Pattern.compile("(?<![a-z0-9.])" + COUNTED + "(?:" + AND + COUNTED + ")*");

  private Durations() {}

  /// Empty where `text` is no length of time.
  static OptionalLong seconds(String text) {
    String plain = NormalText.n1(text);
    try {
      if (plain.matches("[0-9]+")) {
        return OptionalLong.of(Long.parseLong(plain));
      }
      if (plain.startsWith("p")) {
        return OptionalLong.of(Duration.parse(plain).toSeconds());
      }
    } catch (DateTimeException | NumberFormatException other) {
      return OptionalLong.empty();
    }
    return inWords(plain);
  }

  /// Those that stand in a text, each in seconds.
  static Set<Long> in(String text) {
    Set<Long> found = new HashSet<>();
    Matcher matcher = RUN.matcher(NormalText.n1(text));
    while (matcher.find()) {
      inWords(matcher.group()).ifPresent(found::add);
    }
    return found;
  }

  private static OptionalLong inWords(String plain) {
    Matcher matcher = PART.matcher(plain);
    long seconds = 0;
    int end = 0;
    while (end < plain.length() && matcher.find(end) && matcher.start() == end) {
      double count = count(matcher.group(1));
      if (count < 0) {
        return OptionalLong.empty();
      }
      double whole = count + (matcher.group(3) == null ? 0 : 0.5);
      seconds += Math.round(whole * UNITS.getOrDefault(matcher.group(2).substring(0, 1), 0));
      end = matcher.end();
    }
    return end > 0 && end == plain.length() ? OptionalLong.of(seconds) : OptionalLong.empty();
  }

  /// -1 for a word that is no number.
  private static double count(String word) {
    if (word.startsWith("half a")) {
      return 0.5;
    }
    if (word.equals("a") || word.equals("an")) {
      return 1;
    }
    if (Character.isDigit(word.charAt(0))) {
      return new BigDecimal(word).doubleValue();
    }
    String[] parts = word.split("-", 2);
    int tens = TENS.indexOf(parts[0]);
    if (tens >= 0) {
      int ones = parts.length == 1 ? 0 : SMALL.indexOf(parts[1]);
      return ones < 0 || ones > 9 ? -1 : 20 + 10.0 * tens + ones;
    }
    return parts.length == 1 ? SMALL.indexOf(word) : -1;
  }
}
