// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Numbers as people write and say them: `1,450`, `-3.5`, `2k`, `twenty-five`, `a hundred and ten`,
/// `21 and a half`, `half a dozen`, `3/4`. English; a comma before three figures parts thousands.
public final class NumberWords {
  private static final List<String> SMALL =
      List.of(
          "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
              .concat(" fifteen sixteen seventeen eighteen nineteen")
              .split(" "));
  private static final List<String> TENS =
      List.of("twenty thirty forty fifty sixty seventy eighty ninety".split(" "));
  private static final Map<String, Integer> POWERS =
      Map.of("hundred", 2, "thousand", 3, "k", 3, "million", 6, "m", 6, "billion", 9, "bn", 9);

  private static final String UNITS = String.join("|", SMALL.subList(1, 10));
  private static final String TO_99 =
      "(?:(?:"
          + String.join("|", TENS)
          + ")(?:[- ](?:"
          + UNITS
          + "))?|"
          + String.join("|", reversed())
          + ")";
  private static final String TO_999 =
      "(?:(?:(?:an?|" + TO_99 + ") hundred)(?:(?: and)? " + TO_99 + ")?|" + TO_99 + ")";
  private static final String WORDS =
      "(?:(?:(?:an? |"
          + TO_999
          + " )(?:thousand|million))(?:(?: and|,)? "
          + TO_999
          + ")?|"
          + TO_999
          + ")";
  private static final String FIGURES =
      "(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,18})(?:\\.[0-9]{1,18})?";

  /// One number; its first letter or figure begins a word. Case does not matter. Groups that tell
  /// the forms apart are named.
  static final String PATTERN =
      "(?:(?<half>half(?: of)? an? (?:dozen|hundred|thousand|million))"
          + "|(?<part>three quarters|(?:a|one) (?:half|quarter))"
          + "|(?<set>(?:an?|"
          + TO_99
          + "|[0-9]{1,4}) (?:dozen|couple|pair|score)(?: of)?)"
          + "|(?<figures>"
          + FIGURES
          + ")(?:(?<power>k|bn|m|(?: )?(?:hundred|thousand|million|billion))(?![a-z0-9/]))?"
          + "|(?<words>"
          + WORDS
          + "))(?<rest> and a half| and a quarter| and three quarters| point (?:"
          + UNITS
          + "|zero))?";

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![a-z0-9._])(?<minus>[-−–] ?|minus |negative )?" + PATTERN + "(?![0-9_])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FRACTION =
      Pattern.compile("(?<!\\S)([0-9]{1,4})/([0-9]{1,4})(?!\\S)");
  private static final Pattern ORDINAL =
      Pattern.compile(
          "(?<![a-z0-9])([0-9]{1,4})(?:st|nd|rd|th)(?![a-z0-9])", Pattern.CASE_INSENSITIVE);

  private NumberWords() {}

  private static List<String> reversed() {
    // Longest first: `fourteen` before `four`.
    return SMALL.stream().sorted((a, b) -> b.length() - a.length()).toList();
  }

  /// All numbers of a text, in order, none within another.
  public static List<Found<BigDecimal>> find(String text) {
    List<Found<BigDecimal>> out = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      if (!endsInWord(text, matcher)) {
        out.add(new Found<>(matcher.start(), matcher.end(), value(matcher)));
      }
    }
    return out;
  }

  /// The number that the words are or begin with a unit behind: `25`, `25 minutes`, `$25`, `3/4`,
  /// `2nd`; empty where there is none or more than one.
  public static Optional<BigDecimal> read(String words) {
    Matcher fraction = FRACTION.matcher(words);
    if (fraction.find()) {
      BigDecimal below = new BigDecimal(fraction.group(2));
      return below.signum() == 0
          ? Optional.empty()
          : Optional.of(new BigDecimal(fraction.group(1)).divide(below, MathContext.DECIMAL64));
    }
    List<Found<BigDecimal>> all = find(words);
    if (all.isEmpty()) {
      Matcher ordinal = ORDINAL.matcher(words);
      return ordinal.find() ? Optional.of(new BigDecimal(ordinal.group(1))) : Optional.empty();
    }
    return all.size() == 1 ? Optional.of(all.getFirst().value()) : Optional.empty();
  }

  /// `nineteenth`, `onerous` and `tension` hold no number; `5km` and `20%` do.
  private static boolean endsInWord(String text, Matcher matcher) {
    return matcher.group("figures") == null
        && matcher.end() < text.length()
        && Character.isLetter(text.charAt(matcher.end()));
  }

  /// @param match of a pattern that holds [#PATTERN]
  static BigDecimal value(MatchResult match) {
    BigDecimal value = BigDecimal.ZERO;
    String half = match.group("half");
    String part = match.group("part");
    String set = match.group("set");
    String figures = match.group("figures");
    if (half != null) {
      value = size(half).divide(BigDecimal.valueOf(2), MathContext.DECIMAL64);
    } else if (part != null) {
      value = rest(part);
    } else if (set != null) {
      String count = set.substring(0, set.indexOf(' '));
      value = small(count).multiply(size(set));
    } else if (figures != null) {
      value = new BigDecimal(figures.replace(",", ""));
      String power = match.group("power");
      if (power != null) {
        value = value.scaleByPowerOfTen(power(power));
      }
    } else {
      value = BigDecimal.valueOf(spoken(match.group("words")));
    }
    value = value.add(rest(match.group("rest")));
    boolean minus = match.namedGroups().containsKey("minus") && match.group("minus") != null;
    return plain(minus ? value.negate() : value);
  }

  private static BigDecimal size(String words) {
    for (String word : words.toLowerCase(Locale.ROOT).split(" ")) {
      switch (word) {
        case "dozen" -> {
          return BigDecimal.valueOf(12);
        }
        case "couple", "pair" -> {
          return BigDecimal.TWO;
        }
        case "score" -> {
          return BigDecimal.valueOf(20);
        }
        case "hundred", "thousand", "million" -> {
          return BigDecimal.ONE.scaleByPowerOfTen(power(word));
        }
        default -> {}
      }
    }
    return BigDecimal.ONE;
  }

  private static BigDecimal rest(@Nullable String words) {
    if (words == null) {
      return BigDecimal.ZERO;
    }
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.endsWith("half")) {
      return new BigDecimal("0.5");
    }
    if (lower.contains("quarter")) {
      return new BigDecimal(lower.contains("three") ? "0.75" : "0.25");
    }
    return small(lower.substring(lower.lastIndexOf(' ') + 1)).scaleByPowerOfTen(-1);
  }

  private static long spoken(String words) {
    long total = 0;
    long group = 0;
    for (String word : words.toLowerCase(Locale.ROOT).split("[-, ]+")) {
      switch (word) {
        case "and" -> {}
        case "a", "an" -> group += 1;
        case "hundred" -> group *= 100;
        case "thousand", "million" -> {
          total += group * (word.equals("thousand") ? 1_000 : 1_000_000);
          group = 0;
        }
        default -> group += small(word).longValue();
      }
    }
    return total + group;
  }

  private static BigDecimal small(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals("a") || lower.equals("an")) {
      return BigDecimal.ONE;
    }
    if (Character.isDigit(lower.charAt(0))) {
      return new BigDecimal(lower);
    }
    if (TENS.contains(lower)) {
      return BigDecimal.valueOf(10L * (TENS.indexOf(lower) + 2));
    }
    int hyphen = lower.indexOf('-');
    if (hyphen > 0) {
      return small(lower.substring(0, hyphen)).add(small(lower.substring(hyphen + 1)));
    }
    return BigDecimal.valueOf(SMALL.indexOf(lower));
  }

  private static int power(String word) {
    Integer power = POWERS.get(word.strip().toLowerCase(Locale.ROOT));
    return power == null ? 0 : power;
  }

  /// Without zeros at the end, and never as `1E+3`.
  static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
