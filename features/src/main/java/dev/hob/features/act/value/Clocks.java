// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times of the day: `6:15`, `6 pm`, `half past six`, `quarter to nine`, `noon`, `18h30`, `nine
/// o'clock in the evening`. A time of the twelve-hour clock without its half is read as it stands:
/// `6:15` is 06:15; words for the half stand in for it.
public final class Clocks {
  private static final List<String> HOURS =
      List.of("one two three four five six seven eight nine ten eleven twelve".split(" "));
  private static final String HOUR = "(?:" + String.join("|", HOURS) + "|1[0-9]|2[0-3]|0?[0-9])";
  private static final String HALF =
      "(?: ?(?<half>[ap])\\.?m\\b\\.?| (?:o'clock )?(?:in the |at )?(?<part>morning|afternoon|evening|night)\\b)?";
  private static final Pattern CLOCK =
      Pattern.compile(
          "(?<![a-z0-9:.,])(?:(?<named>noon|midday|midnight)"
              + "|(?<past>half past|quarter past|quarter to|(?:five|ten|twenty|twenty-five|5|10|20|25|[0-9]{1,2} minutes)(?: minutes)? (?:past|(?<!from .{1,14})to)) (?<of>"
              + HOUR
              + ")(?! ?[0-9:])"
              + "|(?<h>[01]?[0-9]|2[0-3])(?:[:.h](?<m>[0-5][0-9]))(?::[0-5][0-9])?"
              + "|(?<whole>"
              + HOUR
              + ")(?= ?[ap]\\.?m\\b| o'clock| in the (?:morning|afternoon|evening)| at night))(?![0-9])(?: o'clock)?"
              + HALF,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BARE =
      Pattern.compile("(?:at |by |around )?(" + HOUR + ")(?: sharp)?", Pattern.CASE_INSENSITIVE);

  private Clocks() {}

  public static List<Found<LocalTime>> find(String text) {
    List<Found<LocalTime>> out = new ArrayList<>();
    Matcher matcher = CLOCK.matcher(text.replace('’', '\''));
    while (matcher.find()) {
      // 3.5 is a number unless something says that it is a time.
      boolean decimal =
          matcher.group("h") != null
              && matcher.group().indexOf('.') > 0
              && matcher.group("half") == null
              && matcher.group("part") == null;
      if (!decimal) {
        out.add(new Found<>(matcher.start(), matcher.end(), value(matcher)));
      }
    }
    return out;
  }

  /// The only time in `words`; `8` alone is one too, where a time is wanted.
  public static Optional<LocalTime> read(String words) {
    List<Found<LocalTime>> all = find(words);
    if (all.size() == 1) {
      return Optional.of(all.getFirst().value());
    }
    Matcher bare = BARE.matcher(words.strip());
    return all.isEmpty() && bare.matches()
        ? Optional.of(LocalTime.of(hour(bare.group(1)) % 24, 0))
        : Optional.empty();
  }

  private static LocalTime value(Matcher match) {
    String named = match.group("named");
    if (named != null) {
      return named.equalsIgnoreCase("midnight") ? LocalTime.MIDNIGHT : LocalTime.NOON;
    }
    String past = match.group("past");
    int minutes;
    if (past != null) {
      minutes = hour(match.group("of")) * 60 + offset(past.toLowerCase(Locale.ROOT));
    } else if (match.group("h") != null) {
      minutes = Integer.parseInt(match.group("h")) * 60 + Integer.parseInt(match.group("m"));
    } else {
      minutes = hour(match.group("whole")) * 60;
    }
    int day = halved(minutes, match.group("half"), match.group("part"));
    return LocalTime.ofSecondOfDay(Math.floorMod(day, 1440) * 60L);
  }

  private static int halved(int minutes, @Nullable String half, @Nullable String part) {
    boolean late =
        (half != null && half.equalsIgnoreCase("p"))
            || (part != null && !part.equalsIgnoreCase("morning"));
    boolean early =
        (half != null && half.equalsIgnoreCase("a"))
            || (part != null && part.equalsIgnoreCase("morning"));
    if (late && minutes < 720) {
      return minutes + 720;
    }
    return early && minutes >= 720 ? minutes - 720 : minutes;
  }

  private static int offset(String past) {
    int minutes =
        past.startsWith("half")
            ? 30
            : past.startsWith("quarter")
                ? 15
                : NumberWords.read(past.substring(0, past.indexOf(' ')))
                    .map(BigDecimal::intValue)
                    .orElse(0);
    return past.endsWith("to") ? -minutes : minutes;
  }

  private static int hour(String word) {
    int spoken = HOURS.indexOf(word.toLowerCase(Locale.ROOT)) + 1;
    return spoken > 0 ? spoken : Integer.parseInt(word);
  }
}
