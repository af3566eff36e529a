// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import dev.hob.features.fact.Span;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Days: `today`, `tomorrow`, `next Friday`, `the 2nd`, `March 3rd`, `3 March 2027`, `2026-05-04`,
/// `5/4` (month first), `in three days`, `a week from now`. A weekday is the coming one, never
/// today; `next` is the one in the week after this one. A date without a year is the coming one.
public final class Days {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
          + "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?";
  private static final String COUNT =
      "(an?|one|two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,3})";

  /// A way to write a day; the longest that matches at a place wins by its order.
  private record Form(Pattern pattern, Reader reader) {}

  private interface Reader {
    @Nullable LocalDate read(Matcher match, LocalDate today);
  }

  private static final List<Form> FORMS =
      List.of(
          form("(\\d{4})-(\\d{2})-(\\d{2})", (m, t) -> LocalDate.of(n(m, 1), n(m, 2), n(m, 3))),
          form(
              "(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? " + MONTH + "(?:,? (\\d{4}))?",
              (m, t) -> date(t, m.group(3), month(m.group(2)), n(m, 1))),
          form(
              MONTH + " (?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (\\d{4}))?",
              (m, t) -> date(t, m.group(3), month(m.group(1)), n(m, 2))),
          form(
              "(\\d{1,2})/(\\d{1,2})(?:/(\\d{4}))?",
              (m, t) -> date(t, m.group(3), n(m, 1), n(m, 2))),
          form("(?:the )?day after tomorrow", (m, t) -> t.plusDays(2)),
          form("tomorrow", (m, t) -> t.plusDays(1)),
          form("yesterday", (m, t) -> t.minusDays(1)),
          form("today|tonight", (m, t) -> t),
          form(
              "(?:in )?" + COUNT + " (day|week|month)s?(?: from (?:now|today)| ahead)",
              (m, t) -> later(t, m.group(1), m.group(2))),
          form("in " + COUNT + " (day|week|month)s?", (m, t) -> later(t, m.group(1), m.group(2))),
          form("next (week|month)", (m, t) -> later(t, "one", m.group(1))),
          form(
              "(?:(this|next|coming|the) )?(mon|tues|wednes|thurs|fri|satur|sun)day",
              (m, t) -> weekday(t, m.group(1), m.group(2))),
          form("(?:the )?(\\d{1,2})(?:st|nd|rd|th)", (m, t) -> dayOfMonth(t, n(m, 1))));

  private Days() {}

  /// All days of a text, in order, none within another.
  public static List<Found<LocalDate>> find(String text, LocalDate today) {
    List<Found<LocalDate>> out = new ArrayList<>();
    List<Span> taken = new ArrayList<>();
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(text);
      while (matcher.find()) {
        Span span = new Span(matcher.start(), matcher.end());
        if (taken.stream().noneMatch(span::overlaps)) {
          taken.add(span); // also where there is no such day: its parts are none either
          date(form, matcher, today)
              .ifPresent(day -> out.add(new Found<>(span.start(), span.end(), day)));
        }
      }
    }
    out.sort(Comparator.comparingInt(Found::start));
    return out;
  }

  /// The only day in `words`.
  public static Optional<LocalDate> read(String words, LocalDate today) {
    List<Found<LocalDate>> all = find(words, today);
    return all.size() == 1 ? Optional.of(all.getFirst().value()) : Optional.empty();
  }

  /// The 31st of February is no day.
  private static Optional<LocalDate> date(Form form, Matcher matcher, LocalDate today) {
    try {
      return Optional.ofNullable(form.reader().read(matcher, today));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Form form(String pattern, Reader reader) {
    return new Form(
        Pattern.compile(
            "(?<![a-z0-9/.-])(?:" + pattern + ")(?![a-z0-9/])", Pattern.CASE_INSENSITIVE),
        reader);
  }

  private static int n(Matcher match, int group) {
    return Integer.parseInt(match.group(group));
  }

  private static int month(String name) {
    return MONTHS.indexOf(name.toLowerCase(Locale.ROOT).substring(0, 3)) + 1;
  }

  private static LocalDate date(LocalDate today, @Nullable String year, int month, int day) {
    if (year != null) {
      return LocalDate.of(Integer.parseInt(year), month, day);
    }
    LocalDate date = LocalDate.of(today.getYear(), month, day);
    return date.isBefore(today) ? date.plusYears(1) : date;
  }

  private static LocalDate dayOfMonth(LocalDate today, int day) {
    LocalDate date = today.withDayOfMonth(day);
    return date.isBefore(today) ? today.plusMonths(1).withDayOfMonth(day) : date;
  }

  private static LocalDate weekday(LocalDate today, @Nullable String which, String day) {
    int number =
        List.of("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
                .indexOf(day.toLowerCase(Locale.ROOT))
            + 1;
    DayOfWeek wanted = DayOfWeek.of(number);
    if (which != null && which.equalsIgnoreCase("next")) {
      LocalDate monday = today.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
      return monday.with(TemporalAdjusters.nextOrSame(wanted));
    }
    return today.with(TemporalAdjusters.next(wanted));
  }

  private static LocalDate later(LocalDate today, String count, String unit) {
    String word = count.toLowerCase(Locale.ROOT);
    int number =
        word.startsWith("a") ? 1 : NumberWords.read(word).map(BigDecimal::intValue).orElse(1);
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "day" -> today.plusDays(number);
      case "week" -> today.plusWeeks(number);
      default -> today.plusMonths(number);
    };
  }
}
