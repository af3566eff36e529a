// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Days of the week by name, several at once.
public final class Weekdays {
  private static final List<String> NAMES =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  private Weekdays() {}

  /// `on weekdays` → Monday to Friday; `Mondays and Fri` → two; empty where no day is named.
  public static List<String> read(String words) {
    List<String> out = new ArrayList<>();
    boolean to = false;
    for (String word : words.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
      switch (word) {
        case "weekday", "weekdays", "workday", "workdays" -> out.addAll(NAMES.subList(0, 5));
        case "weekend", "weekends" -> out.addAll(NAMES.subList(5, 7));
        case "daily", "everyday" -> out.addAll(NAMES);
        case "to", "through", "till", "until" -> to = true;
        default -> {
          int day = index(word);
          if (day >= 0 && to && !out.isEmpty()) {
            int first = NAMES.indexOf(out.getLast());
            for (int i = first + 1; i <= day; i++) {
              out.add(NAMES.get(i));
            }
          } else if (day >= 0) {
            out.add(NAMES.get(day));
          }
          to = to && day < 0;
        }
      }
    }
    if (out.isEmpty()
        && words.toLowerCase(Locale.ROOT).matches(".*\\b(?:every|each|all) days?\\b.*")) {
      return NAMES;
    }
    return out.stream().distinct().toList();
  }

  /// `Mon`, `Monday`, `Mondays` → 0; -1 where it is no day.
  private static int index(String word) {
    String one =
        word.endsWith("s") && word.length() > 4 ? word.substring(0, word.length() - 1) : word;
    for (int i = 0; i < NAMES.size(); i++) {
      String name = NAMES.get(i).toLowerCase(Locale.ROOT);
      boolean brief = one.length() >= 3 && one.length() <= 5 && name.startsWith(one);
      if (name.equals(one) || brief) {
        return i;
      }
    }
    return -1;
  }
}
