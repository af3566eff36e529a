// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Actions of desktop programs with what people say to them, read from `actions.txt` (its head
/// explains the form). Immutable.
///
/// @param kinds in the order of the file
record ActionGrammar(List<Kind> kinds) {
  /// One action in several wordings.
  ///
  /// @param names and descriptions: one of each is shown
  /// @param lines what people say to it
  record Kind(
      String app,
      List<String> names,
      List<String> descriptions,
      List<Slot> slots,
      List<Line> lines) {
    Kind with(List<Line> part) {
      return new Kind(app, names, descriptions, slots, part);
    }
  }

  /// One parameter.
  ///
  /// @param names the first is the one lines use
  /// @param kind of [ActValues], `flag` or empty
  /// @param choices the only values; empty = words of the utterance
  record Slot(List<String> names, String kind, List<String> choices, boolean required) {
    String name() {
      return names.getFirst();
    }
  }

  /// One thing to say.
  ///
  /// @param order whether it may stand in a frame (`please …`)
  /// @param text with `{slot}` for values
  /// @param implied choices that the words mean without naming them
  record Line(boolean order, String text, Map<String, String> implied) {
    boolean gives(String slot) {
      return implied.containsKey(slot) || text.contains("{" + slot + "}");
    }
  }

  /// The grammar without such lines.
  ActionGrammar without(Predicate<Line> line) {
    return new ActionGrammar(
        kinds.stream()
            .map(kind -> kind.with(kind.lines().stream().filter(line.negate()).toList()))
            .toList());
  }

  static ActionGrammar read() {
    List<Kind> kinds = new ArrayList<>();
    String app = "";
    for (String line : EventGrammar.lines("actions.txt")) {
      String rest = line.substring(2);
      switch (line.charAt(0)) {
        case '@' -> app = rest.strip();
        case '!' -> kinds.add(kind(app, rest));
        default -> kinds.getLast().lines().add(line(line.charAt(0) == '>', rest));
      }
    }
    return new ActionGrammar(List.copyOf(kinds));
  }

  private static Kind kind(String app, String head) {
    String[] parts = (head + " ").split(" \\| ", -1);
    List<Slot> slots = new ArrayList<>();
    String all = parts.length > 2 ? parts[2].strip() : "";
    // A blank parts parameters, but not the words of a choice.
    for (String each : all.split(" (?![^{]*\\})", -1)) {
      if (!each.isEmpty()) {
        slots.add(slot(each));
      }
    }
    return new Kind(app, ways(parts[0]), ways(parts[1]), List.copyOf(slots), new ArrayList<>());
  }

  private static Slot slot(String text) {
    boolean required = text.endsWith("*");
    String bare = required ? text.substring(0, text.length() - 1) : text;
    int colon = bare.indexOf(':');
    List<String> names = List.of(bare.substring(0, colon).split("/", -1));
    String kind = bare.substring(colon + 1);
    if (kind.startsWith("{")) {
      List<String> choices = List.of(kind.substring(1, kind.length() - 1).split("\\|", -1));
      return new Slot(names, "", choices, required);
    }
    return new Slot(names, kind, kind.equals("flag") ? List.of("yes", "no") : List.of(), required);
  }

  private static Line line(boolean order, String text) {
    String[] parts = text.split(" => ", -1);
    Map<String, String> implied = new HashMap<>();
    if (parts.length > 1) {
      for (String each : parts[1].split("; ", -1)) {
        int equals = each.indexOf('=');
        implied.put(each.substring(0, equals), each.substring(equals + 1).strip());
      }
    }
    return new Line(order, parts[0].strip(), Map.copyOf(implied));
  }

  private static List<String> ways(String text) {
    return Arrays.stream(text.split("; ", -1)).map(String::strip).toList();
  }
}
