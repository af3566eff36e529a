// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Endless copying exercises in the shape of the real prompts: a small model learns to copy long
/// before it learns to choose (Lv et al. 2024, *Language Models Grok to Copy*), and everything Hob
/// asks of it is copying of a kind.
///
/// | kind | asked | answer |
/// | --- | --- | --- |
/// | `copy` | random words, or a real sentence | the same |
/// | `repeat` | a random string, other words | the string again, without being asked |
/// | `item` | marked segments and one mark | that segment |
/// | `find` | key: value pairs and one key | its value |
/// | `after` | words and one of them | the words that follow it |
/// | `mark` | entity marks beside their surfaces, one of either | the other |
/// | `drop` | words and one of them | the rest |
public final class Drills implements Task.Source {
  private static final List<String> KINDS =
      List.of("copy", "copy", "repeat", "item", "item", "find", "find", "after", "mark", "drop");

  private final long seed;
  private final WordPool pool;

  /// Drills over the words of `pool`.
  public Drills(long seed, WordPool pool) {
    this.seed = seed;
    this.pool = pool;
  }

  @Override
  public Task at(long index) {
    Dice dice = Dice.of(seed, "drill", index);
    String kind = dice.pick(KINDS);
    return switch (kind) {
      case "copy" -> copy(dice);
      case "repeat" -> repeat(dice);
      case "item" -> item(dice);
      case "find" -> find(dice);
      case "after" -> after(dice);
      case "mark" -> mark(dice);
      default -> drop(dice);
    };
  }

  private Task copy(Dice dice) {
    String text =
        dice.chance(0.5) ? pool.sentence(dice) : String.join(" ", words(dice, 3, size(dice, 40)));
    return task("copy", new Piece.Line().value("copy"), in(text), new Piece.Line().value(text));
  }

  private Task repeat(Dice dice) {
    String text = String.join(" ", words(dice, 3, size(dice, 30)));
    Piece.Line prompt = new Piece.Line().special("bos").value(text);
    int gaps = dice.between(1, 2);
    for (int i = 0; i < gaps; i++) {
      prompt.special("seg").value(String.join(" ", words(dice, 1, 12)));
    }
    prompt.special("seg");
    // The first words say which string is meant; what follows can be known.
    int cue = text.indexOf(' ');
    return new Task(
        "drill-repeat",
        "repeat",
        prompt.value(text.substring(0, cue)).pieces(),
        new Piece.Line().text(text.substring(cue)).special("eos").pieces());
  }

  private Task item(Dice dice) {
    int count = dice.between(2, size(dice, 12));
    int asked = dice.between(1, count);
    boolean sentences = dice.chance(0.4);
    Piece.Line in = new Piece.Line();
    String answer = "";
    for (int i = 1; i <= count; i++) {
      String text =
          sentences && count < 6 ? pool.sentence(dice) : String.join(" ", words(dice, 1, 6));
      in.special("seg", Integer.toString(i)).value(text);
      if (i == asked) {
        answer = text;
      }
    }
    return task(
        "item",
        new Piece.Line().value("item").special(Integer.toString(asked)),
        in,
        new Piece.Line().special(Integer.toString(asked)).value(answer));
  }

  private Task find(Dice dice) {
    int count = dice.between(2, size(dice, 24));
    List<String> keys = distinct(dice, count);
    int asked = dice.below(count);
    Piece.Line in = new Piece.Line();
    String answer = "";
    for (int i = 0; i < count; i++) {
      String value = String.join(" ", words(dice, 1, 2));
      in.special("seg").value(keys.get(i)).special("val").value(value);
      if (i == asked) {
        answer = value;
      }
    }
    return task(
        "find",
        new Piece.Line().value("find " + keys.get(asked)),
        in,
        new Piece.Line().value(answer));
  }

  private Task after(Dice dice) {
    List<String> words = distinct(dice, dice.between(4, size(dice, 40)));
    int wanted = dice.between(1, 3);
    int asked = dice.below(words.size() - wanted);
    String answer = String.join(" ", words.subList(asked + 1, asked + 1 + wanted));
    return task(
        "after",
        new Piece.Line().value("after " + words.get(asked) + " " + wanted),
        in(String.join(" ", words)),
        new Piece.Line().value(answer));
  }

  private Task mark(Dice dice) {
    List<String> marks = new ArrayList<>();
    int count = dice.between(2, 8);
    String kinds = "PTN";
    int[] used = new int[kinds.length()];
    Piece.Line in = new Piece.Line();
    List<String> surfaces = new ArrayList<>();
    while (marks.size() < count) {
      int kind = dice.below(kinds.length());
      String surface = surface(dice, kind);
      if (used[kind] == 6 || surfaces.contains(surface)) {
        continue;
      }
      String mark = kinds.substring(kind, kind + 1) + ++used[kind];
      marks.add(mark);
      surfaces.add(surface);
      in.value(String.join(" ", words(dice, 1, 3))).special(mark).value(surface);
    }
    int asked = dice.below(count);
    boolean towardsMark = dice.chance(0.5);
    Piece.Line question = new Piece.Line().value("mark");
    Piece.Line answer = new Piece.Line();
    if (towardsMark) {
      question.value(surfaces.get(asked));
      answer.special(marks.get(asked));
    } else {
      question.special(marks.get(asked));
      answer.value(surfaces.get(asked));
    }
    return task("mark", question, in, answer);
  }

  private Task drop(Dice dice) {
    List<String> words = distinct(dice, dice.between(3, size(dice, 24)));
    String dropped = dice.pick(words);
    String rest = words.stream().filter(w -> !w.equals(dropped)).collect(Collectors.joining(" "));
    return task(
        "drop",
        new Piece.Line().value("drop " + dropped),
        in(String.join(" ", words)),
        new Piece.Line().value(rest));
  }

  private String surface(Dice dice, int kind) {
    return switch (kind) {
      case 0 -> pool.name(dice) + (dice.chance(0.3) ? " " + pool.name(dice) : "");
      case 1 -> "%02d:%02d".formatted(dice.below(24), dice.below(60));
      default -> number(dice);
    };
  }

  private static String number(Dice dice) {
    return Integer.toString(dice.below(dice.pick(10, 100, 1000, 10000)));
  }

  /// A length limit: mostly short, sometimes up to `most`.
  private static int size(Dice dice, int most) {
    return Math.max(4, most * dice.between(1, 4) * dice.between(1, 4) / 16);
  }

  private static Piece.Line in(String text) {
    return new Piece.Line().value(text);
  }

  private static Task task(String kind, Piece.Line asked, Piece.Line in, Piece.Line answer) {
    Piece.Line prompt =
        new Piece.Line()
            .special("bos", "generate", "opt")
            .all(asked.pieces())
            .special("in")
            .all(in.pieces())
            .special("/in", "out");
    return new Task("drill-" + kind, kind, prompt.pieces(), answer.special("eos").pieces());
  }

  private List<String> words(Dice dice, int from, int to) {
    int count = dice.between(from, Math.max(from, to));
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(word(dice));
    }
    return words;
  }

  private List<String> distinct(Dice dice, int count) {
    List<String> words = new ArrayList<>();
    while (words.size() < count) {
      String word = word(dice);
      // A pool of few words (a fixture) still gives distinct ones, made so by a number.
      words.add(words.contains(word) ? word + words.size() : word);
    }
    return words;
  }

  private String word(Dice dice) {
    int kind = dice.below(10);
    return kind < 6 ? pool.word(dice) : kind < 9 ? pool.name(dice) : number(dice);
  }
}
