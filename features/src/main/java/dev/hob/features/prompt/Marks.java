// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The entity marks of one prompt and the surfaces they stand for. Immutable.
public final class Marks {
  public static final Marks NONE = new Marks(Map.of());

  private final Map<String, String> surfaces;
  private final List<Map.Entry<String, String>> longestFirst;

  /// @param surfaces mark name, e.g. `P1` → surface, e.g. `Anna Berg`
  Marks(Map<String, String> surfaces) {
    this.surfaces = new TreeMap<>(surfaces);
    this.longestFirst =
        this.surfaces.entrySet().stream()
            .sorted(
                Comparator.comparingInt((Map.Entry<String, String> e) -> -e.getValue().length())
                    .thenComparing(Map.Entry::getKey))
            .toList();
  }

  /// Mark names of this prompt, e.g. `P1`, sorted.
  public List<String> names() {
    return List.copyOf(surfaces.keySet());
  }

  public Optional<String> surface(String name) {
    return Optional.ofNullable(surfaces.get(name));
  }

  /// `value` with each of this prompt's surfaces as its mark; begins with one space or a mark.
  /// [#render] gives `value` back but for its white space, which is made single.
  public List<Segment> encode(String value) {
    String text = Spacing.collapse(value);
    List<Segment> out = new ArrayList<>();
    StringBuilder pending = new StringBuilder(" ");
    int at = 0;
    while (at < text.length()) {
      Optional<Map.Entry<String, String>> mark = markAt(text, at);
      if (mark.isEmpty()) {
        pending.append(text.charAt(at++));
        continue;
      }
      String surface = mark.get().getValue();
      flush(pending, out);
      out.add(new Segment.Special(mark.get().getKey()));
      at += surface.length();
    }
    flush(pending, out, false);
    return out;
  }

  /// The text that `segments` stand for. Special tokens that are no marks of this prompt are left
  /// out; a surface that follows its own mark is read once.
  public String render(List<Segment> segments) {
    StringBuilder out = new StringBuilder();
    String echo = "";
    for (Segment segment : joined(segments)) {
      switch (segment) {
        case Segment.Special(String name) -> {
          String surface = surfaces.getOrDefault(name, "");
          if (!surface.isEmpty() && Spacing.spaceAfter(out)) {
            out.append(' ');
          }
          out.append(surface);
          echo = surface;
        }
        case Segment.Content(String text) -> {
          out.append(withoutEcho(text, echo));
          echo = "";
        }
        case Segment.Trusted(String text) -> {
          out.append(withoutEcho(text, echo));
          echo = "";
        }
      }
    }
    return out.toString().strip();
  }

  /// Whether a surface of this prompt may be written as its mark at `at`, else empty.
  private Optional<Map.Entry<String, String>> markAt(String text, int at) {
    if (!Spacing.exact(text, at) || isPartOfName(text, at)) {
      return Optional.empty();
    }
    return longestFirst.stream()
        .filter(e -> Spacing.standsAt(text, at, e.getValue()))
        .filter(e -> !echoes(text, at + e.getValue().length(), e.getValue()))
        .findFirst();
  }

  /// The figure of `cache-2` or `run_7`, which a prompt does not mark either.
  private static boolean isPartOfName(String text, int at) {
    return at > 1
        && Character.isDigit(text.charAt(at))
        && "-_".indexOf(text.charAt(at - 1)) >= 0
        && Character.isLetter(text.charAt(at - 2));
  }

  /// Whether the text at `end` would be taken for the repeated surface of a mark that ends there.
  static boolean echoes(String text, int end, String surface) {
    return text.startsWith(" " + surface, end)
        && Spacing.endsAt(text, end + 1 + surface.length(), surface);
  }

  /// Writes the text before a mark, whose own space the mark stands for.
  static void flush(StringBuilder pending, List<Segment> out) {
    flush(pending, out, true);
  }

  private static void flush(StringBuilder pending, List<Segment> out, boolean beforeMark) {
    int length = pending.length();
    if (beforeMark && length > 0 && pending.charAt(length - 1) == ' ') {
      pending.setLength(length - 1);
    }
    if (!pending.isEmpty()) {
      out.add(new Segment.Content(pending.toString()));
    }
    pending.setLength(0);
  }

  private static String withoutEcho(String text, String echo) {
    if (echo.isEmpty() || !echoes(text, 0, echo)) {
      return text;
    }
    return text.substring(1 + echo.length());
  }

  /// A model's text comes in small pieces; the rules above need whole runs.
  private static List<Segment> joined(List<Segment> segments) {
    List<Segment> out = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (Segment segment : segments) {
      switch (segment) {
        case Segment.Special special -> {
          if (!run.isEmpty()) {
            out.add(new Segment.Content(run.toString()));
            run.setLength(0);
          }
          out.add(special);
        }
        case Segment.Content(String text) -> run.append(text);
        case Segment.Trusted(String text) -> run.append(text);
      }
    }
    if (!run.isEmpty()) {
      out.add(new Segment.Content(run.toString()));
    }
    return out;
  }
}
