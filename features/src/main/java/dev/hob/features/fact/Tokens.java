// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The three token forms of docs/eval.md, 2.
public final class Tokens {
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{Nd}]++(?:'[\\p{L}\\p{M}\\p{Nd}]++)*+");
  private static final Pattern EDIT =
      Pattern.compile("\\p{L}++(?:'\\p{L}++)*+|\\p{Nd}++(?:[.,:]\\p{Nd}++)*+|[^ ]");

  private Tokens() {}

  /// R: runs of ASCII letters and digits, lower case.
  public static List<String> rouge(String text) {
    return rougeSpans(text).stream().map(span -> lowerAscii(span.of(text))).toList();
  }

  /// Where the R tokens stand in the raw text.
  public static List<Span> rougeSpans(String text) {
    List<Span> spans = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && isAsciiAlphanumeric(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        spans.add(new Span(start, i));
        start = -1;
      }
    }
    return List.copyOf(spans);
  }

  /// The text up to the end of its `limit`-th R token; all of it if it has no more than that.
  public static String cutAfter(String text, int limit) {
    List<Span> spans = rougeSpans(text);
    if (spans.size() <= limit) {
      return text;
    }
    return limit <= 0 ? "" : text.substring(0, spans.get(limit - 1).end());
  }

  /// W: words as facts compare them; a final `'s`, then a final `s`, is taken off.
  public static List<String> words(String text) {
    return wordsOfNormal(NormalText.n1(text));
  }

  /// As [#words(String)], of a text in form N1.
  static List<String> wordsOfNormal(String n1) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(n1);
    while (matcher.find()) {
      words.add(stem(matcher.group()));
    }
    return words;
  }

  /// Runs that [#words(String)] starts from, case kept.
  static List<String> surfaceWords(String n0) {
    return WORD.matcher(n0).results().map(MatchResult::group).toList();
  }

  /// P: words, numbers, and every other sign alone; case kept.
  public static List<String> edits(String text) {
    return EDIT.matcher(NormalText.n0(text)).results().map(MatchResult::group).toList();
  }

  /// Do the tokens of `part` stand one after the other in `whole`? An empty part does not.
  public static boolean standInRow(List<String> part, List<String> whole) {
    if (part.isEmpty()) {
      return false;
    }
    return Collections.indexOfSubList(whole, part) >= 0;
  }

  private static String stem(String word) {
    String stem = word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
    boolean plural =
        stem.codePointCount(0, stem.length()) > 3 && stem.endsWith("s") && !stem.endsWith("ss");
    return plural ? stem.substring(0, stem.length() - 1) : stem;
  }

  static boolean isAsciiAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String lowerAscii(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + 32));
      }
    }
    return lower.toString();
  }
}
