// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long: `ten minutes`, `half an hour`, `an hour and a half`, `1h30`, `2 hours and 10 minutes`,
/// `1:30 h`. A month counts 30 days, a year 365: apps that mean months get the number of months.
public final class Durations {
  private static final Map<String, Long> SECONDS =
      Map.of(
          "second", 1L,
          "minute", 60L,
          "hour", 3_600L,
          "day", 86_400L,
          "week", 604_800L,
          "fortnight", 1_209_600L,
          "month", 2_592_000L,
          "year", 31_536_000L);

  private static final String UNIT =
      "(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?)";
  private static final String COUNT =
      "(?:half an?|an?|a quarter of an|three quarters of an|another|" + unnamed() + ")";

  /// One number with its unit, or a number of the kind `1h30`.
  private static final Pattern PART =
      Pattern.compile(
          "(?<![a-z0-9.,:])(?:(?<count>"
              + COUNT
              + ")(?<unit>[ -]?"
              + UNIT
              + "|[smh](?![a-z0-9/]))(?<half> and a half| and a quarter)?(?![a-z])|(?<h>[0-9]{1,3})h(?<m>[0-9]{1,2})(?![0-9a-z]))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern JOINT =
      Pattern.compile("(?:,? and |, | )", Pattern.CASE_INSENSITIVE);

  private Durations() {}

  private static String unnamed() {
    return NumberWords.PATTERN.replaceAll("\\?<[a-z]+>", "?:");
  }

  /// Seconds of each duration in a text; parts that follow each other are one.
  public static List<Found<BigDecimal>> find(String text) {
    List<Found<BigDecimal>> out = new ArrayList<>();
    Matcher matcher = PART.matcher(text);
    while (matcher.find()) {
      BigDecimal seconds = seconds(matcher);
      if (!out.isEmpty()) {
        Found<BigDecimal> last = out.getLast();
        String between = text.substring(last.end(), matcher.start());
        if (JOINT.matcher(between).matches()) {
          out.set(
              out.size() - 1, new Found<>(last.start(), matcher.end(), last.value().add(seconds)));
          continue;
        }
      }
      out.add(new Found<>(matcher.start(), matcher.end(), NumberWords.plain(seconds)));
    }
    return out;
  }

  /// Seconds of the unit that a word names: `minutes` → 60; 0 where it names none.
  public static long unit(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "s", "sec", "secs" -> 1;
      case "m", "min", "mins" -> 60;
      case "h", "hr", "hrs" -> 3_600;
      default -> {
        String one = lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
        yield SECONDS.getOrDefault(one, 0L);
      }
    };
  }

  private static BigDecimal seconds(Matcher part) {
    if (part.group("h") != null) {
      long hours = Long.parseLong(part.group("h"));
      return BigDecimal.valueOf(hours * 3_600 + Long.parseLong(part.group("m")) * 60);
    }
    String count = part.group("count").toLowerCase(Locale.ROOT);
    BigDecimal number =
        switch (count) {
          case "half a", "half an" -> new BigDecimal("0.5");
          case "a quarter of an" -> new BigDecimal("0.25");
          case "three quarters of an" -> new BigDecimal("0.75");
          case "a", "an", "another" -> BigDecimal.ONE;
          default -> NumberWords.read(count).orElse(BigDecimal.ONE);
        };
    String half = part.group("half");
    if (half != null) {
      number = number.add(new BigDecimal(half.endsWith("half") ? "0.5" : "0.25"));
    }
    return number.multiply(
        BigDecimal.valueOf(unit(part.group("unit").replaceAll("^[ -]", ""))),
        MathContext.DECIMAL64);
  }
}
