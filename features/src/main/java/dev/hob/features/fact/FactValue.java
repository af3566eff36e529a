// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The normal form of a fact: what two ways of writing it have in common.
public sealed interface FactValue {
  /// For people, reports and fixtures.
  String normal();

  /// A link or a code, as it compares.
  record Literal(String text) implements FactValue {
    @Override
    public String normal() {
      return text;
    }
  }

  /// A day.
  ///
  /// @param readings calendar dates it may mean; `3/4` has two
  /// @param weekday 1 (Monday) to 7, 0 if it names none
  /// @param relative `today`, `tomorrow`, `yesterday`, empty if it is none
  record Day(Set<CalendarDate> readings, int weekday, String relative) implements FactValue {
    public Day {
      readings = Set.copyOf(readings);
    }

    boolean agrees(Day other) {
      if (weekday != 0 && weekday == other.weekday) {
        return true;
      }
      if (!relative.isEmpty() && relative.equals(other.relative)) {
        return true;
      }
      return readings.stream().anyMatch(a -> other.readings.stream().anyMatch(a::agrees));
    }

    @Override
    public String normal() {
      if (!relative.isEmpty()) {
        return relative;
      }
      if (weekday != 0) {
        return "weekday " + weekday;
      }
      return readings.stream()
          .map(CalendarDate::toString)
          .sorted()
          .collect(Collectors.joining(" or "));
    }
  }

  /// Year, month and day of the month, each 0 if it is not said.
  record CalendarDate(int year, int month, int day) {
    /// What both say is equal, and they have at least one thing in common.
    boolean agrees(CalendarDate other) {
      boolean shared = false;
      int[][] fields = {{year, other.year}, {month, other.month}, {day, other.day}};
      for (int[] field : fields) {
        if (field[0] != 0 && field[1] != 0) {
          if (field[0] != field[1]) {
            return false;
          }
          shared = true;
        }
      }
      return shared;
    }

    @Override
    public String toString() {
      return (year == 0 ? "?" : Integer.toString(year))
          + "-"
          + (month == 0 ? "?" : Integer.toString(month))
          + "-"
          + (day == 0 ? "?" : Integer.toString(day));
    }
  }

  /// Minutes of the day that a time may mean: two where am or pm is not said.
  record Clock(Set<Integer> minutes) implements FactValue {
    public Clock {
      minutes = Set.copyOf(minutes);
    }

    boolean meets(Clock other) {
      return minutes.stream().anyMatch(other.minutes::contains);
    }

    @Override
    public String normal() {
      return minutes.size() == 1
          ? minutes.iterator().next().toString()
          : minutes.stream()
              .sorted()
              .map(String::valueOf)
              .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /// @param unit `%`, a currency sign, or empty
  record Quantity(BigDecimal number, String unit) implements FactValue {
    boolean agrees(Quantity other) {
      return number.compareTo(other.number) == 0
          && (unit.equals(other.unit) || unit.isEmpty() || other.unit.isEmpty());
    }

    @Override
    public String normal() {
      String plain = number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
      return unit.isEmpty() ? plain : plain + " " + unit;
    }
  }

  /// @param tokens the W tokens of the name
  record Name(List<String> tokens) implements FactValue {
    public Name {
      tokens = List.copyOf(tokens);
    }

    @Override
    public String normal() {
      return String.join(" ", tokens);
    }
  }
}
