// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One word of a text, or a sign that is no word.
///
/// @param text as it stands
/// @param lower in lower case, typographic apostrophes plain
/// @param stem see [Stem]
/// @param start in the text, UTF-16 code units
/// @param end just after it
public record Token(String text, String lower, String stem, int start, int end) {
  /// Words with what holds them together (`config.yaml`, `to-do`, `o'clock`, `6:15`, `3.5`,
  /// `anna@example.org`), else single signs. Bounded, so that no text takes quadratic time.
  private static final Pattern TOKEN =
      Pattern.compile("[\\p{L}\\p{N}_]{1,64}(?:[.:,'’@/+&-]{1,3}[\\p{L}\\p{N}_]{1,64}){0,40}+|\\S");

  private static final Pattern THOUSANDS =
      Pattern.compile("[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?");

  public static List<Token> of(String text) {
    List<Token> out = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      add(text, matcher.start(), matcher.end(), out);
    }
    return List.copyOf(out);
  }

  /// A comma holds only thousands together, a colon only figures.
  private static void add(String text, int start, int end, List<Token> out) {
    String word = text.substring(start, end);
    int cut = cut(word);
    if (cut > 0) {
      add(text, start, start + cut, out);
      out.add(token(text, start + cut, start + cut + 1));
      if (start + cut + 1 < end) {
        add(text, start + cut + 1, end, out);
      }
      return;
    }
    out.add(token(text, start, end));
  }

  private static int cut(String word) {
    int comma = word.indexOf(',');
    if (comma > 0 && !THOUSANDS.matcher(word).matches()) {
      return comma;
    }
    for (int i = 1; i + 1 < word.length(); i++) {
      boolean figures =
          Character.isDigit(word.charAt(i - 1)) && Character.isDigit(word.charAt(i + 1));
      if (word.charAt(i) == ':' && !figures && word.charAt(i + 1) != '/') {
        return i;
      }
    }
    return 0;
  }

  private static Token token(String text, int start, int end) {
    String word = text.substring(start, end);
    String lower = word.toLowerCase(Locale.ROOT).replace('’', '\'');
    return new Token(word, lower, Stem.of(lower), start, end);
  }

  public boolean isWord() {
    return Character.isLetterOrDigit(text.codePointAt(0));
  }

  /// Whether it begins with a capital.
  public boolean isCapital() {
    return Character.isUpperCase(text.codePointAt(0));
  }
}
