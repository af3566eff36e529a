// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes wanted answers as segments (training) and reads a model's segments (serving). Each pair
/// is the other's inverse but for runs of white space.
public final class NativeAnswers {
  private NativeAnswers() {}

  /// Priority classes as their special tokens are named.
  public static final List<String> PRIORITIES = List.of("high", "normal", "low");

  /// @param clauses at least one, each with at least one item; empty = nothing to rewrite (`quote`)
  public static List<Segment> clauses(List<Clause> clauses, Marks marks) {
    List<Segment> out = new ArrayList<>();
    if (clauses.isEmpty()) {
      out.add(new Segment.Special("quote"));
    }
    for (int i = 0; i < clauses.size(); i++) {
      if (i > 0) {
        out.add(new Segment.Special("seg"));
      }
      Clause clause = clauses.get(i);
      clause.items().forEach(item -> out.add(new Segment.Special(Integer.toString(item))));
      out.addAll(marks.encode(clause.text()));
    }
    return ended(out);
  }

  /// @return empty when the model chose to quote; clauses without text are dropped
  public static List<Clause> readClauses(List<Segment> answer, Marks marks) {
    List<Clause> out = new ArrayList<>();
    List<Integer> items = new ArrayList<>();
    List<Segment> text = new ArrayList<>();
    for (Segment segment : answer) {
      if (segment instanceof Segment.Special(String name)) {
        if (name.equals("seg")) {
          finish(items, text, marks, out);
          continue;
        }
        Optional<Integer> item = index(name);
        if (item.isPresent()) {
          item.filter(i -> !items.contains(i)).ifPresent(items::add);
          continue;
        }
      }
      text.add(segment);
    }
    finish(items, text, marks, out);
    return out;
  }

  /// @param priorities one of [#PRIORITIES] for each item, in order
  public static List<Segment> priorities(List<String> priorities) {
    List<Segment> out = new ArrayList<>();
    for (int i = 0; i < priorities.size(); i++) {
      out.add(new Segment.Special(Integer.toString(i + 1)));
      out.add(new Segment.Special(priorities.get(i)));
    }
    return ended(out);
  }

  /// @return the class of each item in order; items that the answer lacks are `normal`
  public static List<String> readPriorities(List<Segment> answer, int items) {
    List<String> out = new ArrayList<>();
    for (Segment segment : answer) {
      if (segment instanceof Segment.Special(String name)
          && PRIORITIES.contains(name)
          && out.size() < items) {
        out.add(name);
      }
    }
    while (out.size() < items) {
      out.add("normal");
    }
    return out;
  }

  /// @param correction empty = the sentence is right as it stands
  public static List<Segment> proofread(Optional<String> correction, Marks marks) {
    List<Segment> out = new ArrayList<>();
    out.add(new Segment.Special(correction.isPresent() ? "fix" : "ok"));
    correction.ifPresent(sentence -> out.addAll(marks.encode(sentence)));
    return ended(out);
  }

  /// @return empty when the model found nothing to mend
  public static Optional<String> readProofread(List<Segment> answer, Marks marks) {
    if (!answer.contains(new Segment.Special("fix"))) {
      return Optional.empty();
    }
    return Optional.of(marks.render(answer)).filter(text -> !text.isEmpty());
  }

  /// @param rewritten empty = the text has the tone already (`quote`). A concise answer is
  ///   [ConciseSentence#words(java.util.Collection)] with [Marks#NONE]
  public static List<Segment> tone(Optional<String> rewritten, Marks marks) {
    List<Segment> out = new ArrayList<>();
    rewritten.ifPresentOrElse(
        text -> out.addAll(marks.encode(text)), () -> out.add(new Segment.Special("quote")));
    return ended(out);
  }

  /// @return empty when the model left the text as it is. A concise answer is mended by
  ///   [ConciseSentence#mended(String)]
  public static Optional<String> readTone(List<Segment> answer, Marks marks) {
    return Optional.of(marks.render(answer)).filter(text -> !text.isEmpty());
  }

  /// The form is in the docs of [ActAnswer].
  public static List<Segment> act(ActAnswer answer) {
    List<Segment> out = new ArrayList<>();
    switch (answer) {
      case ActAnswer.Call(int action, List<ActAnswer.Value> values) -> {
        specials(out, "call", Integer.toString(action));
        for (ActAnswer.Value value : values) {
          specials(out, "par", Integer.toString(value.parameter()), "val");
          out.add(new Segment.Content(" " + Spacing.collapse(value.words())));
        }
      }
      case ActAnswer.Ask(int action, int parameter) ->
          specials(out, "ask", Integer.toString(action), "par", Integer.toString(parameter));
      case ActAnswer.None() -> specials(out, "none");
    }
    return ended(out);
  }

  /// @return empty when the answer is none of the three forms
  public static Optional<ActAnswer> readAct(List<Segment> answer) {
    return new ActReader(answer).read();
  }

  private static void specials(List<Segment> out, String... names) {
    for (String name : names) {
      out.add(new Segment.Special(name));
    }
  }

  private static List<Segment> ended(List<Segment> out) {
    out.add(new Segment.Special("eos"));
    return out;
  }

  private static void finish(
      List<Integer> items, List<Segment> text, Marks marks, List<Clause> out) {
    String rendered = marks.render(text);
    if (!rendered.isEmpty()) {
      out.add(new Clause(items, rendered));
    }
    items.clear();
    text.clear();
  }

  static Optional<Integer> index(String name) {
    if (!name.chars().allMatch(c -> c >= '0' && c <= '9') || name.length() > 2) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(name));
  }
}
