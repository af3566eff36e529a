// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.forge.corpus.Lists;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Values for placeholders. The pool is immutable; a [Filling] belongs to one event.
final class Values {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)\\}");
  private static final List<String> ORDINALS =
      List.of("second", "third", "fourth", "fifth", "sixth");

  private final Map<String, List<String>> lists = new HashMap<>();

  /// The program's own lists, names and things of `lists`, and texts found in the corpus.
  Values(Lists lists, Map<String, List<String>> texts) {
    for (String line : EventGrammar.lines("values.txt")) {
      int colon = line.indexOf(':');
      String values = line.substring(colon + 1).strip();
      String between = values.contains("; ") ? "; " : ", ";
      this.lists.put(line.substring(0, colon), List.of(values.split(between, -1)));
    }
    List<String> first = new ArrayList<>(lists.items("humans/firstNames", "[A-Z][a-z]+"));
    first.addAll(lists.items("humans/norwayFirstNamesGirls", "\\p{Lu}\\p{Ll}+"));
    first.addAll(lists.items("humans/norwayFirstNamesBoys", "\\p{Lu}\\p{Ll}+"));
    first.addAll(lists.items("humans/spanishFirstNames", "\\p{Lu}\\p{Ll}+"));
    List<String> last = new ArrayList<>(lists.items("humans/lastNames", "[A-Z][a-z]+"));
    last.addAll(lists.items("humans/norwayLastNames", "\\p{Lu}\\p{Ll}+"));
    last.addAll(lists.items("humans/spanishLastNames", "\\p{Lu}\\p{Ll}+"));
    List<String> cities = new ArrayList<>(lists.items("geography/us_cities", "[A-Z][a-z]+"));
    cities.addAll(lists.items("geography/english_towns_cities", "[A-Z][a-z]+"));
    cities.addAll(lists.items("geography/norwegian_cities", "\\p{Lu}\\p{Ll}+"));
    this.lists.put("first", first);
    this.lists.put("last", last);
    this.lists.put("city", cities);
    this.lists.put("shop", lists.items("corporations/fortune500", "[A-Z][A-Za-z]+( [A-Z][a-z]+)?"));
    this.lists.put("product", lists.items("objects/objects", "[a-z]{3,12}( [a-z]{3,10})?"));
    this.lists.put("book", lists.items("books/bestsellers", "[A-Z][A-Za-z' ]{4,30}"));
    this.lists.putAll(texts);
  }

  /// Whether every placeholder of the text has values.
  boolean known(String text) {
    return PLACEHOLDER.matcher(text).results().allMatch(m -> knows(key(m.group(1))));
  }

  /// The values of a list.
  ///
  /// @throws IllegalArgumentException there is none of that name
  List<String> list(String name) {
    List<String> list = lists.get(name);
    if (list == null) {
      throw new IllegalArgumentException("no list of values " + name);
    }
    return list;
  }

  private boolean knows(String name) {
    return lists.containsKey(name) || FORMS.contains(name);
  }

  private static final List<String> FORMS =
      List.of(
          "person",
          "time",
          "date",
          "weekday",
          "amount",
          "number",
          "n",
          "minutes",
          "days",
          "hours",
          "percent",
          "celsius",
          "version",
          "file",
          "link",
          "email",
          "otp",
          "last4",
          "tracking",
          "ticket",
          "flight",
          "gate",
          "train",
          "seat",
          "plate",
          "street",
          "drive",
          "nth",
          "grade",
          "doctor",
          "batch",
          "alert");

  /// Name of the value list: lower case first letter, no number (`City2` → `city`).
  private static String key(String placeholder) {
    String name = placeholder.replaceFirst("[0-9]+$", placeholder.equals("last4") ? "4" : "");
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /// The placeholders of a text, lower case first.
  static List<String> placeholders(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(m -> m.group(1).substring(0, 1).toLowerCase(Locale.ROOT) + m.group(1).substring(1))
        .distinct()
        .toList();
  }

  /// The values of one event: a placeholder keeps its value. One thread.
  final class Filling {
    private final Dice dice;
    private final Map<String, String> values = new HashMap<>();

    Filling(Dice dice) {
      this.dice = dice;
    }

    /// The text with its placeholders replaced.
    String fill(String text) {
      return PLACEHOLDER.matcher(text).replaceAll(m -> Matcher.quoteReplacement(value(m.group(1))));
    }

    private String value(String placeholder) {
      String name = placeholder.substring(0, 1).toLowerCase(Locale.ROOT) + placeholder.substring(1);
      String value = values.get(name);
      if (value == null) {
        value = distinct(name);
        values.put(name, value);
      }
      boolean capital = Character.isUpperCase(placeholder.charAt(0));
      return capital ? value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1) : value;
    }

    /// A value that none of the event's other placeholders of that kind has (`time`, `time2`).
    private String distinct(String name) {
      String value = draw(key(name));
      for (int i = 0; i < 8 && values.containsValue(value); i++) {
        value = draw(key(name));
      }
      return value;
    }

    private String draw(String name) {
      List<String> list = lists.get(name);
      if (list != null) {
        String value = dice.pick(list);
        return value.contains("{") ? fill(value) : value;
      }
      return switch (name) {
        case "person" -> person();
        case "time" -> time();
        case "date" -> date();
        case "weekday" -> weekday();
        case "amount" -> amount();
        case "nth" -> dice.pick(ORDINALS);
        case "grade" -> dice.pick("A", "B+", "1.7", "2.3", "passed", "83 of 100");
        case "doctor" -> "Dr " + dice.pick(list("last"));
        case "alert" -> dice.pick("load", "memory", "disk usage", "queue length", "error rate");
        case "street" -> dice.between(1, 120) + " " + dice.pick(list("last")) + " Street";
        case "drive" -> dice.pick("AUDIO-", "BACKUP-", "PHOTOS-", "DISK-") + dice.between(1, 9);
        case "file", "link", "email" -> address(name);
        default -> code(name);
      };
    }

    private String person() {
      String first = dice.pick(list("first"));
      return dice.chance(0.35) ? first + " " + dice.pick(list("last")) : first;
    }

    private String time() {
      int minute = dice.pick(0, 0, 30, 30, 15, 45, 10, 20, 5, 40, 50, dice.below(60));
      int hour = dice.between(6, 22);
      if (dice.chance(0.15)) {
        String half = hour < 12 ? "am" : "pm";
        int twelve = hour % 12 == 0 ? 12 : hour % 12;
        String colon = minute == 0 ? "" : ":%02d".formatted(minute);
        return twelve + colon + dice.pick(" ", "") + half;
      }
      return "%02d:%02d".formatted(hour, minute);
    }

    private String date() {
      LocalDate day = LocalDate.of(2026, 1, 1).plusDays(dice.below(365));
      String month = day.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      return switch (dice.below(8)) {
        case 0 -> month + " " + day.getDayOfMonth();
        case 1 -> day.getDayOfMonth() + " " + month.substring(0, Math.min(3, month.length()));
        case 2 -> day.toString();
        case 3 ->
            day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                + " "
                + day.getDayOfMonth()
                + " "
                + month;
        default -> day.getDayOfMonth() + " " + month;
      };
    }

    private String weekday() {
      return dice.pick(
          "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    }

    private String amount() {
      int whole = dice.pick(dice.between(2, 40), dice.between(10, 400), dice.between(100, 5000));
      String cents = dice.chance(0.6) ? ".%02d".formatted(dice.below(100)) : "";
      String number = (whole > 999 ? "%,d".formatted(whole) : Integer.toString(whole)) + cents;
      return switch (dice.below(6)) {
        case 0 -> "$" + number;
        case 1 -> "€" + number;
        case 2 -> "£" + number;
        case 3 -> number + " euro";
        default -> "EUR " + number;
      };
    }

    private String address(String kind) {
      String word = dice.pick("plan", "report", "offer", "minutes", "draft", "slides", "scan");
      String site = dice.pick("example.org", "intern.example", "files.example.com");
      return switch (kind) {
        case "file" ->
            word
                + dice.pick("", "_v" + dice.between(1, 9), "-" + dice.between(2019, 2026))
                + dice.pick(".pdf", ".docx", ".xlsx", ".odt", ".csv", ".zip", ".png");
        case "link" -> "https://" + site + "/" + word + "/" + dice.between(10, 9999);
        default -> dice.pick(list("first")).toLowerCase(Locale.ROOT) + "@" + site;
      };
    }

    private String code(String name) {
      return switch (name) {
        case "n", "days", "hours" -> Integer.toString(dice.between(2, dice.pick(9, 9, 40)));
        case "minutes" -> Integer.toString(dice.pick(5, 10, 15, 20, 30, dice.between(2, 59)));
        case "percent" -> Integer.toString(dice.between(2, 98));
        case "celsius" -> dice.between(5, 98) + (dice.chance(0.3) ? "." + dice.below(10) : "");
        case "version" -> dice.between(0, 26) + "." + dice.below(20) + "." + dice.below(10);
        case "otp" -> "%06d".formatted(dice.below(1_000_000));
        case "last4" -> "%04d".formatted(dice.below(10_000));
        case "tracking" -> dice.pick("RX", "DE", "JD") + dice.between(100_000, 999_999);
        case "ticket" -> dice.pick("WEB", "OPS", "APP", "PAY", "DOC") + "-" + dice.between(1, 999);
        case "flight" -> dice.pick("LH", "BA", "SK", "AF", "KL") + dice.between(10, 9999);
        case "gate" -> dice.pick("A", "B", "C", "D") + dice.between(1, 60);
        case "train" -> dice.pick("ICE ", "RE ", "IC ", "S") + dice.between(1, 999);
        case "seat" -> dice.between(1, 40) + dice.pick("A", "B", "C", "D", "F");
        case "plate" ->
            dice.pick("B", "K", "HH", "M")
                + "-"
                + dice.pick("AB", "KX")
                + " "
                + dice.between(10, 999);
        case "batch" -> "L" + dice.between(1000, 9999);
        default -> Integer.toString(dice.between(2, dice.pick(99, 999, 9999)));
      };
    }
  }
}
