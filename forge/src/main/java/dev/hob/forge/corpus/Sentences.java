// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Cuts running text into sentences and picks those that are clean enough to be a target.
public final class Sentences {
  private static final Pattern END =
      Pattern.compile("(?<=[.!?])[\"'”’)]*\\s+(?=[\"'“‘(]*[A-Z0-9])");
  private static final Pattern ABBREVIATED =
      Pattern.compile(
          "(?i)(?:\\b(?:mr|mrs|ms|dr|prof|st|no|vs|e\\.g|i\\.e|approx|fig)|\\b[A-Z])\\.$");
  private static final Pattern CLEAN_START = Pattern.compile("^[A-Z0-9][a-zA-Z0-9,'’ ].*");
  private static final Pattern ODD =
      Pattern.compile(
          "[^\\x20-\\x7E]|[\\[\\]{}<>|*_=\\\\^~`]|--|\\.\\.|\\s[,.;:!?]|\\s\\s|[,;:][A-Za-z]|\\(s\\)"
              + "|[a-z][.!?][A-Z]|\\b(?i:uh|um|hmm|mm|gonna|wanna|sic)\\b");
  private static final Set<String> OPENERS = Set.of("And", "But", "So", "Or", "Because");

  private Sentences() {}

  /// Sentences in order; line ends always separate. Quotes and dashes become their ASCII forms.
  public static List<String> split(String text) {
    List<String> sentences = new ArrayList<>();
    for (String line : plain(text).split("\n", -1)) {
      StringBuilder open = new StringBuilder();
      for (String part : END.split(line)) {
        open.append(open.isEmpty() ? "" : " ").append(part.strip());
        if (!ABBREVIATED.matcher(open).find()) {
          add(sentences, open);
        }
      }
      add(sentences, open);
    }
    return sentences;
  }

  private static void add(List<String> sentences, StringBuilder open) {
    if (!open.isEmpty()) {
      sentences.add(open.toString());
      open.setLength(0);
    }
  }

  /// Curly quotes, long dashes and hard spaces as plain ones.
  public static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(
          switch (c) {
            case '’', '‘' -> '\'';
            case '“', '”' -> '"';
            case '‐', '‑', '–' -> '-';
            case '\u00a0', '\u202f' -> ' ';
            default -> c;
          });
    }
    return plain.toString();
  }

  /// Whether a sentence looks written with care: begins with a capital or digit, ends with one end
  /// sign, has `from` to `to` words, balanced quotes and brackets, and nothing odd inside.
  public static boolean clean(String sentence, int from, int to) {
    char last = sentence.isEmpty() ? ' ' : sentence.charAt(sentence.length() - 1);
    int words = sentence.split(" ", -1).length;
    return words >= from
        && words <= to
        && (last == '.' || last == '?' || last == '!')
        && CLEAN_START.matcher(sentence).matches()
        && !ODD.matcher(sentence).find()
        && balanced(sentence)
        && !ABBREVIATED.matcher(sentence).find();
  }

  private static boolean balanced(String sentence) {
    long open = sentence.chars().filter(c -> c == '(').count();
    long closed = sentence.chars().filter(c -> c == ')').count();
    return open == closed && sentence.chars().filter(c -> c == '"').count() % 2 == 0;
  }

  /// Whether it starts as speech does (`And`, `So`): fine to read, poor as a model of writing.
  public static boolean spoken(String sentence) {
    int end = sentence.indexOf(' ');
    return end > 0 && OPENERS.contains(sentence.substring(0, end).replace(",", ""));
  }
}
