// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import dev.hob.features.fact.FactValue.CalendarDate;
import dev.hob.features.fact.FactValue.Clock;
import dev.hob.features.fact.FactValue.Day;
import dev.hob.features.fact.FactValue.Literal;
import dev.hob.features.fact.FactValue.Quantity;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The patterns of docs/eval.md, 4, in their order, all but the one for names. Each runs on what
/// the ones before it left over.
///
/// Loops over groups of varying length are possessive, or bounded at 40 rounds where they must give
/// back, and runs that may start anywhere are bounded (64 is also the limit of a mailbox name, 255
/// of a file name): Java's matcher recurses for each round, and a hostile text must neither exhaust
/// the stack nor take quadratic time.
final class FactPatterns {
  /// @param trailing signs cut from the end of a match; empty for none
  record Rule(FactClass kind, Pattern pattern, String trailing, Reader reader) {}

  /// Normal form of a match.
  interface Reader {
    /// @param surface the match, trailing signs cut
    FactValue read(MatchResult match, String surface, Optional<LocalDate> today);
  }

  private static final String A = "(?<![A-Za-z0-9])";
  private static final String Z = "(?![A-Za-z0-9])";
  private static final String EXT =
      "pdf|docx?|xlsx?|pptx?|od[tsp]|txt|md|csv|json|ya?ml|xml|html?|png|jpe?g|gif|svg|mp[34]|zip"
          + "|tar|gz|xz|deb|rpm|iso|java|py|js|ts|sh|rs|go";
  static final String MON =
      "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
  private static final String CUR = "[$€£¥]";
  private static final String CW = "usd|eur|gbp|jpy|dollars?|euros?|pounds?|yen";

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> WEEKDAYS =
      List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
  private static final String NW = NumberWords.PATTERN;

  static final List<Rule> RULES =
      List.of(
          any(
              FactClass.LINK,
              A + "(?:https?://|www\\.)[^\\s<>\"')\\]]+",
              ".,;:!?",
              (match, surface, today) -> new Literal(link(surface))),
          any(
              FactClass.LINK,
              A + "[a-z0-9._%+-]{1,64}@[a-z0-9-]+(?:\\.[a-z0-9-]++)++",
              "",
              (match, surface, today) -> new Literal(address(surface))),
          code(
              "(?i)" + A + "[a-z0-9_-]{1,255}(?:\\.[a-z0-9_-]{1,255}){0,40}\\.(?:" + EXT + ")" + Z),
          code("#[0-9]+" + Z),
          code(A + "[A-Z]{2,10}-[0-9]+" + Z),
          any(
              FactClass.CODE,
              A + "v?[0-9]+(?:\\.[0-9]+){2,40}(?:[-+][0-9a-z.]*[0-9a-z])?" + Z,
              "",
              (match, surface, today) -> new Literal(version(surface))),
          code("(?i)" + A + "(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,40}" + Z),
          date(
              A + "([0-9]{4})-([0-9]{2})-([0-9]{2})" + Z,
              m -> Set.of(new CalendarDate(number(m, 1), number(m, 2), number(m, 3)))),
          date(
              A
                  + "([0-9]{1,2})(?:st|nd|rd|th)?(?: of)? ("
                  + MON
                  + ")"
                  + Z
                  + "\\.?(?:,? ([0-9]{4})"
                  + Z
                  + ")?",
              m -> Set.of(new CalendarDate(number(m, 3), month(m.group(2)), number(m, 1)))),
          date(
              A
                  + "("
                  + MON
                  + ")\\.? ([0-9]{1,2})(?:st|nd|rd|th)?"
                  + Z
                  + "(?:,? ([0-9]{4})"
                  + Z
                  + ")?",
              m -> Set.of(new CalendarDate(number(m, 3), month(m.group(1)), number(m, 2)))),
          date(
              A + "([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?" + Z,
              FactPatterns::bothReadings),
          any(
              FactClass.DATE,
              A
                  + "(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow|yesterday)"
                  + Z,
              "",
              (match, surface, today) -> dayWord(lower(surface), today)),
          any(
              FactClass.TIME,
              A
                  + "([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?(?: ?([ap])\\.?m"
                  + Z
                  + ")?(?![0-9:])",
              "",
              (match, surface, today) -> clock(number(match, 1), number(match, 2), match.group(3))),
          any(
              FactClass.TIME,
              A + "(1[0-2]|0?[1-9])(?:\\.([0-5][0-9]))? ?([ap])\\.?m" + Z,
              "",
              (match, surface, today) -> clock(number(match, 1), number(match, 2), match.group(3))),
          new Rule(
              FactClass.TIME,
              Pattern.compile(A + "([01]?[0-9]|2[0-3])h([0-5][0-9])" + Z),
              "",
              (match, surface, today) -> clock(number(match, 1), number(match, 2), null)),
          any(
              FactClass.TIME,
              A + "(?:noon|midnight)" + Z,
              "",
              (match, surface, today) ->
                  new Clock(Set.of(lower(surface).equals("noon") ? 720 : 0))),
          any(
              FactClass.NUMBER,
              "(?<![A-Za-z0-9.,])[+-]?("
                  + CUR
                  + " ?)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\\.[0-9]+)?(?: ?(%|"
                  + CUR
                  + ")|(?: ?(k|bn|million|billion))?(?: ("
                  + CW
                  + "))?"
                  + Z
                  + ")",
              "",
              (match, surface, today) -> quantity(match)),
          any(
              FactClass.NUMBER,
              A + "(?:(?:a|one|" + NW + ") (?:hundred|thousand|million)|" + NW + ")" + Z,
              "",
              (match, surface, today) ->
                  new Quantity(BigDecimal.valueOf(NumberWords.value(lower(surface))), "")));

  private FactPatterns() {}

  private static Rule any(FactClass kind, String pattern, String trailing, Reader reader) {
    return new Rule(kind, Pattern.compile("(?i)" + pattern), trailing, reader);
  }

  private static Rule code(String pattern) {
    return new Rule(
        FactClass.CODE,
        Pattern.compile(pattern),
        "",
        (match, surface, today) -> new Literal(lower(surface)));
  }

  private static Rule date(String pattern, Function<MatchResult, Set<CalendarDate>> readings) {
    return any(
        FactClass.DATE,
        pattern,
        "",
        (match, surface, today) -> new Day(readings.apply(match), 0, ""));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// The group as a number, 0 if it is missing.
  private static int number(MatchResult match, int group) {
    String digits = match.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int month(String name) {
    return MONTHS.indexOf(lower(name).substring(0, 3)) + 1;
  }

  private static String link(String surface) {
    String rest = surface.replaceFirst("^(?i)https?://", "").replaceFirst("^(?i)www\\.", "");
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash);
    String whole = lower(host) + path;
    return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
  }

  private static String address(String surface) {
    int at = surface.lastIndexOf('@');
    return surface.substring(0, at) + lower(surface.substring(at));
  }

  private static String version(String surface) {
    String code = lower(surface);
    return code.startsWith("v") ? code.substring(1) : code;
  }

  private static Set<CalendarDate> bothReadings(MatchResult match) {
    int a = number(match, 1);
    int b = number(match, 2);
    int year = number(match, 3);
    if (match.group(3) != null && match.group(3).length() == 2) {
      year += 2000;
    }
    CalendarDate monthFirst = new CalendarDate(year, a, b);
    CalendarDate dayFirst = new CalendarDate(year, b, a);
    return monthFirst.equals(dayFirst) ? Set.of(monthFirst) : Set.of(monthFirst, dayFirst);
  }

  private static Day dayWord(String word, Optional<LocalDate> today) {
    int weekday = WEEKDAYS.indexOf(word) + 1;
    if (weekday > 0) {
      return new Day(
          today
              .map(day -> day.plusDays((weekday - day.getDayOfWeek().getValue() + 6) % 7 + 1))
              .map(FactPatterns::calendar)
              .map(Set::of)
              .orElse(Set.of()),
          weekday,
          "");
    }
    String relative = word.equals("tonight") ? "today" : word;
    int shift =
        switch (relative) {
          case "tomorrow" -> 1;
          case "yesterday" -> -1;
          default -> 0;
        };
    return new Day(
        today.map(day -> Set.of(calendar(day.plusDays(shift)))).orElse(Set.of()), 0, relative);
  }

  private static CalendarDate calendar(LocalDate day) {
    return new CalendarDate(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
  }

  private static Clock clock(int hour, int minute, @Nullable String half) {
    if (half == null) {
      int time = hour * 60 + minute;
      return new Clock(hour >= 1 && hour <= 12 ? Set.of(time, (time + 720) % 1440) : Set.of(time));
    }
    boolean afternoon = lower(half).equals("p");
    int day = hour;
    if (afternoon && hour < 12) {
      day += 12;
    } else if (!afternoon && hour == 12) {
      day = 0;
    }
    return new Clock(Set.of(day * 60 + minute));
  }

  private static Quantity quantity(MatchResult match) {
    String digits = match.group(2).replace(",", "");
    String fraction = match.group(3);
    BigDecimal value = new BigDecimal(fraction == null ? digits : digits + fraction);
    if (match.group().startsWith("-")) {
      value = value.negate();
    }
    String scale = match.group(5);
    int power =
        scale == null
            ? 0
            : switch (lower(scale)) {
              case "k" -> 3;
              case "million" -> 6;
              default -> 9;
            };
    return new Quantity(value.scaleByPowerOfTen(power), unit(match));
  }

  private static String unit(MatchResult match) {
    if (match.group(1) != null) {
      return match.group(1).strip();
    }
    if (match.group(4) != null) {
      return match.group(4);
    }
    if (match.group(6) == null) {
      return "";
    }
    return switch (lower(match.group(6)).charAt(0)) {
      case 'u', 'd' -> "$";
      case 'e' -> "€";
      case 'g', 'p' -> "£";
      default -> "¥";
    };
  }
}
