// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.machine;

import dev.hob.features.fact.Sentences;
import dev.hob.features.text.TextResource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sentences of a document or a notification that talk to a program instead of the reader: orders
/// to an assistant, forged roles and tool calls, forged consent. They are no news to a person, and
/// a summary that repeats them hands them on to the next program; so summaries leave them out and
/// say so.
///
/// The forms stand in `forms.txt`. Forms, not topics: an article *about* such orders keeps its
/// sentences. Whether a call is made never depends on this: no content can start an action in any
/// case. Immutable.
public final class MachineTalk {
  private static final Pattern DEFINITION = Pattern.compile("([a-z]+) := (.+)");
  private static final Pattern PART = Pattern.compile("\\{([a-z]+)\\}");
  private static final List<Pattern> FORMS = forms();

  /// A line of a conversation; a mark of a role with nothing behind it; a border of a code block.
  private static final Pattern TURN = form("^(?:user|human|assistant|system)\\s*:");

  private static final Pattern MARK_ALONE =
      form("(?:<\\|[a-z_]+\\|>)?\\s*(?:<\\|[a-z_]+\\|>|#{2,}) ?[a-z]*:?");
  private static final String FENCE = "```";

  private MachineTalk() {}

  private static List<Pattern> forms() {
    Map<String, String> parts = new HashMap<>();
    List<Pattern> forms = new ArrayList<>();
    for (String line : lines()) {
      Matcher definition = DEFINITION.matcher(line);
      if (definition.matches()) {
        parts.put(definition.group(1), definition.group(2));
      } else if (!line.isBlank() && !line.startsWith("# ")) {
        forms.add(
            form(PART.matcher(line).replaceAll(m -> Matcher.quoteReplacement(part(parts, m)))));
      }
    }
    return List.copyOf(forms);
  }

  private static String part(Map<String, String> parts, MatchResult use) {
    return Objects.requireNonNull(parts.get(use.group(1)), "forms.txt: " + use.group());
  }

  private static List<String> lines() {
    byte[] text = TextResource.bytes(MachineTalk.class, "forms.txt");
    return new String(text, StandardCharsets.UTF_8).lines().toList();
  }

  private static Pattern form(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /// A sentence of a text.
  ///
  /// @param toProgram whether it talks to a program
  public record Sentence(String text, boolean toProgram) {}

  private record Line(String text, List<Sentence> sentences) {
    static Line of(String text) {
      List<Sentence> sentences = new ArrayList<>();
      boolean toProgram = false;
      for (String sentence : Sentences.split(text)) {
        toProgram |= is(sentence);
        sentences.add(new Sentence(sentence, toProgram));
      }
      return new Line(text.strip(), sentences);
    }

    boolean talks() {
      return sentences.stream().anyMatch(Sentence::toProgram);
    }

    Line whole() {
      return new Line(
          text, sentences.stream().map(each -> new Sentence(each.text(), true)).toList());
    }
  }

  /// The sentences of a visible text, in order. What begins with such a sentence goes on to the end
  /// of its line; a block of code with one, and the lines of a forged conversation beside one, go
  /// with it.
  public static List<Sentence> sentences(String text) {
    List<Line> lines = new ArrayList<>(text.lines().map(Line::of).toList());
    if (lines.stream().anyMatch(Line::talks)) {
      conversations(lines);
      blocks(lines);
    }
    return lines.stream().flatMap(line -> line.sentences().stream()).toList();
  }

  private static void conversations(List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      boolean before = i > 0 && lines.get(i - 1).talks();
      boolean after = i + 1 < lines.size() && lines.get(i + 1).talks();
      boolean turn = TURN.matcher(lines.get(i).text()).find() && (before || after);
      boolean marked = before && MARK_ALONE.matcher(lines.get(i - 1).text()).matches();
      if (turn || marked) {
        lines.set(i, lines.get(i).whole());
      }
    }
  }

  private static void blocks(List<Line> lines) {
    int from = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).text();
      if (!line.contains(FENCE)) {
        continue;
      }
      if (from < 0) {
        from = line.startsWith(FENCE) ? i : i + 1;
      } else {
        if (lines.subList(Math.min(from, i), i).stream().anyMatch(Line::talks)) {
          lines.subList(from, i + 1).replaceAll(Line::whole);
        }
        from = -1;
      }
    }
  }

  private static boolean is(String sentence) {
    return FORMS.stream().anyMatch(form -> form.matcher(sentence).find());
  }

  /// `text` with `[…]` for each run of such sentences; as it is where it has none.
  public static String without(String text) {
    List<Sentence> sentences = sentences(text);
    if (sentences.stream().noneMatch(Sentence::toProgram)) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    boolean gap = false;
    for (Sentence sentence : sentences) {
      if (!sentence.toProgram() || !gap) {
        kept.append(kept.isEmpty() ? "" : " ")
            .append(sentence.toProgram() ? "[…]" : sentence.text());
      }
      gap = sentence.toProgram();
    }
    return kept.toString();
  }
}
