// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

/// Values of the kinds of parameters that `actions.txt` names.
final class ActValues {
  /// @param words what a call points at
  /// @param after what people say behind it, e.g. ` degrees`; may be empty
  record Value(String words, String after) {
    String text() {
      return words + after;
    }
  }

  private ActValues() {}

  /// A value of the kind: words without marks at their edges.
  static Value draw(Dice dice, Values.Filling filling, String kind) {
    String list = "{act_" + kind + "}";
    String words = filling.fill(list).strip().replaceFirst("[.!?,;:]+$", "");
    String after = kind.equals("degrees") ? dice.pick("", " degrees", " C", "") : "";
    return new Value(words, after);
  }

  /// What a schema might call the kind.
  static String type(Dice dice, String kind) {
    return switch (kind) {
      case "number" -> dice.pick("number", "whole number", "number", "whole number", "text");
      case "degrees" -> dice.pick("number", "number", "text");
      case "duration" -> dice.pick("duration", "text", "number", "duration");
      case "time" -> dice.pick("time", "text", "text");
      case "date" -> dice.pick("date", "text", "text");
      case "days" -> dice.pick("list", "text");
      default -> "text";
    };
  }
}
