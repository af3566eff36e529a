// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.ArrayList;
import java.util.List;

/// S: the sentences of a text. A sentence ends at a line's end, and after `.`, `!` or `?` with its
/// closing quotes and brackets where white space follows, unless the point belongs to an
/// abbreviation or to one capital letter (`J. Smith`, and so also the last one of `U.S.`).
public final class Sentences {
  private static final List<String> ABBREVIATIONS =
      List.of("mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "e.g", "i.e", "approx", "fig");
  private static final String CLOSERS = "\"')]";
  private static final String NEW_LINES = "\n\r\u0085\u2028\u2029";

  private Sentences() {}

  /// Spans of the sentences in the text as given, outer white space left out.
  public static List<Span> spans(String text) {
    NormalText normal = NormalText.of(text);
    return inMapped(normal).stream()
        .map(span -> normal.originOfMapped(span.start(), span.end()))
        .toList();
  }

  /// The sentences in form N0.
  public static List<String> split(String text) {
    NormalText normal = NormalText.of(text);
    return inMapped(normal).stream().map(span -> NormalText.n0(span.of(normal.mapped()))).toList();
  }

  /// Spans in [NormalText#mapped()].
  static List<Span> inMapped(NormalText normal) {
    String text = normal.mapped();
    List<Span> sentences = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      int end = endAt(text, i);
      if (end >= 0) {
        addTrimmed(sentences, text, start, end);
        start = end;
        i = end - 1 > i ? end - 1 : i;
      }
    }
    addTrimmed(sentences, text, start, text.length());
    return sentences;
  }

  /// End of the sentence that the character at `i` ends, -1 if it ends none.
  private static int endAt(String text, int i) {
    char c = text.charAt(i);
    if (NEW_LINES.indexOf(c) >= 0) {
      return i + 1;
    }
    if (c != '.' && c != '!' && c != '?') {
      return -1;
    }
    int end = i + 1;
    while (end < text.length() && CLOSERS.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    if (end == text.length() || !NormalText.isWhite(text.charAt(end))) {
      return -1;
    }
    return c == '.' && isAbbreviation(text, i) ? -1 : end;
  }

  private static boolean isAbbreviation(String text, int point) {
    if (point > 0 && isCapital(text.charAt(point - 1)) && wordStartsAt(text, point - 1)) {
      return true;
    }
    return ABBREVIATIONS.stream()
        .anyMatch(word -> {
          int from = point - word.length();
          return from >= 0
              && text.regionMatches(true, from, word, 0, word.length())
              && wordStartsAt(text, from);
        });
  }

  private static boolean isCapital(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'À' && c <= 'Þ' && c != '×');
  }

  private static boolean wordStartsAt(String text, int index) {
    return index == 0 || !Character.isLetterOrDigit(text.charAt(index - 1));
  }

  private static void addTrimmed(List<Span> sentences, String text, int start, int end) {
    int first = start;
    int last = end;
    while (first < last && NormalText.isWhite(text.charAt(first))) {
      first++;
    }
    while (last > first && NormalText.isWhite(text.charAt(last - 1))) {
      last--;
    }
    if (first < last) {
      sentences.add(new Span(first, last));
    }
  }
}
