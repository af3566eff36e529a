// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of a text is prose and may be rewritten, sentence by sentence. Line breaks, blank lines,
/// bullets, quoted lines, headings, tables, code (fenced or indented) and all below a signature
/// mark are not. Immutable.
public final class Layout {
  private static final Pattern FENCE = Pattern.compile("^\\s{0,3}(?:```|~~~).*");
  private static final Pattern KEPT_LINE =
      Pattern.compile(
          "^\\s*(?:>|\\||#{1,6} |[-=*_]{3,}\\s*$|\\S+:\\s*$).*|^\\s*\\S*(?:https?://|www\\.)\\S+\\s*$");
  private static final Pattern CODE_LINE = Pattern.compile("^(?: {4}|\\t).*");
  private static final Pattern BULLET =
      Pattern.compile("^\\s*(?:[-*•+]|[0-9]{1,3}[.)]|[a-z][.)]|\\[[ xX]\\])\\s+");
  private static final Pattern SIGNATURE = Pattern.compile("^-- ?$");

  /// A farewell stands alone on its line; the name below it is no sentence.
  private static final Pattern FAREWELL =
      Pattern.compile(
          "^\\s*(?:(?:kind|best|warm|many)?\\s*(?:regards|wishes)|best|cheers|sincerely|yours(?: \\p{L}+)?"
              + "|love|greetings|thanks|many thanks|thank you)[,.!]?\\s*$",
          Pattern.CASE_INSENSITIVE);

  /// The writer's name, alone on the last line.
  private static final Pattern NAME =
      Pattern.compile("^\\s*\\p{Lu}[\\p{L}.'’-]*(?: \\p{Lu}[\\p{L}.'’-]*){0,2}\\s*$");

  /// Characters of a line that ends in a comma and may still be a greeting.
  private static final int GREETING = 40;

  private static final Pattern ENDED = Pattern.compile(".*[.!?:…][\"'”’)\\]]*");

  /// A sentence that may be rewritten.
  ///
  /// @param span in the text; on one line, without outer white space
  /// @param opens whether a sentence begins here, and is not only going on from the line above
  /// @param closes whether it ends here and would carry an end mark
  public record Part(Span span, boolean opens, boolean closes) {}

  private Layout() {}

  /// The parts in order. A text that looks like no prose has none.
  public static List<Part> parts(String text) {
    List<Line> lines = lines(text);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (line.prose()) {
        boolean goesOn = i > 0 && lines.get(i - 1).wrapsInto(line, text);
        boolean wraps = i + 1 < lines.size() && line.wrapsInto(lines.get(i + 1), text);
        add(line, goesOn, wraps, text, parts);
      }
    }
    return List.copyOf(parts);
  }

  /// The first line that is nothing but a farewell, as `Best regards,`; empty where there is none.
  static Optional<Span> farewell(String text) {
    int start = 0;
    for (String line : text.split("\n", -1)) {
      if (FAREWELL.matcher(line).matches() && start > 0) {
        return Optional.of(new Span(start, start + line.length()));
      }
      start += line.length() + 1;
    }
    return Optional.empty();
  }

  private static void add(Line line, boolean goesOn, boolean wraps, String text, List<Part> parts) {
    List<Span> sentences = Sentences.spans(line.span().of(text));
    for (int k = 0; k < sentences.size(); k++) {
      Span inLine = sentences.get(k);
      Span span =
          new Span(line.span().start() + inLine.start(), line.span().start() + inLine.end());
      boolean last = k == sentences.size() - 1;
      boolean greeting = span.of(text).endsWith(",");
      boolean closes = !(last && (wraps || line.item() || greeting));
      parts.add(new Part(span, !(k == 0 && goesOn), closes));
    }
  }

  private static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    boolean fenced = false;
    boolean signature = false;
    boolean farewell = false;
    boolean afterBlank = false;
    for (int start = 0; start <= text.length(); ) {
      int end = text.indexOf('\n', start);
      int stop = end < 0 ? text.length() : end;
      String line = text.substring(start, stop);
      boolean fence = FENCE.matcher(line).matches();
      fenced ^= fence;
      signature |= SIGNATURE.matcher(line.stripTrailing()).matches();
      Matcher bullet = BULLET.matcher(line);
      boolean item = bullet.find();
      boolean kept =
          fence
              || fenced
              || signature
              || farewell
              || line.isBlank()
              || KEPT_LINE.matcher(line).matches()
              || (CODE_LINE.matcher(line).matches() && !item);
      boolean bye = FAREWELL.matcher(line).matches() || (afterBlank && isName(line, text, stop));
      afterBlank = line.isBlank();
      farewell = (farewell || bye) && !line.isBlank();
      int from = start + (item ? bullet.end() : 0);
      lines.add(new Line(new Span(Math.min(from, stop), stop), !kept && !bye, item));
      start = end < 0 ? text.length() + 1 : end + 1;
    }
    return lines;
  }

  private static boolean isName(String line, String text, int end) {
    return NAME.matcher(line).matches() && text.substring(end).isBlank();
  }

  private record Line(Span span, boolean prose, boolean item) {
    /// Whether a sentence goes on from this line into `next`: it has no end, and the next begins
    /// small.
    boolean wrapsInto(Line next, String text) {
      String own = span.of(text).strip();
      String other = next.span().of(text).strip();
      return prose
          && next.prose()
          && !next.item()
          && !own.isEmpty()
          && !other.isEmpty()
          && !ENDED.matcher(own).matches()
          && (!own.endsWith(",") || own.length() > GREETING)
          && Character.isLowerCase(other.charAt(0));
    }
  }
}
