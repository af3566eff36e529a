// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts text into the pieces that no merge crosses: contractions, words with an optional space in
/// front, single digits, groups of up to four signs with an optional space, white space.
///
/// Letters are listed by range and not by Unicode property, so that Java, Rust and Python split
/// alike whatever version of Unicode each of them knows. What is neither ASCII white space, digit
/// nor letter is a sign.
public final class PreSplit {
  private static final String LETTERS =
      "A-Za-z\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u2C00-\u2DFF\u3040-\uA66D"
          + "\uA680-\uD7FF\uF900-\uFDFF\uFE70-\uFEFC\uFF21-\uFF3A\uFF41-\uFF5A\uFF66-\uFFDC"
          + range(0x10000, 0x1CFFF)
          + range(0x20000, 0x3FFFF);
  private static final String SPACE = " \\t\\n\\r\\f\\x0B";

  /// The expression, as it also stands in `tokenizer.json`.
  static final String REGEX =
      "'(?:[sSdDmMtT]|ll|LL|ve|VE|re|RE)"
          + ("| ?[" + LETTERS + "]+")
          + "|[0-9]"
          + ("| ?[^" + SPACE + "0-9" + LETTERS + "]{1,4}")
          + ("|[" + SPACE + "]+(?![^" + SPACE + "])")
          + ("|[" + SPACE + "]+");

  private static final Pattern PATTERN = Pattern.compile(REGEX);

  private PreSplit() {}

  /// The pieces of `text` in order; together they are the whole text.
  public static List<String> split(String text) {
    List<String> pieces = new ArrayList<>();
    Matcher matcher = PATTERN.matcher(text);
    int end = 0;
    while (matcher.find()) {
      if (matcher.start() > end) {
        pieces.add(text.substring(end, matcher.start()));
      }
      pieces.add(matcher.group());
      end = matcher.end();
    }
    if (end < text.length()) {
      pieces.add(text.substring(end));
    }
    return pieces;
  }

  private static String range(int first, int last) {
    return Character.toString(first) + "-" + Character.toString(last);
  }
}
