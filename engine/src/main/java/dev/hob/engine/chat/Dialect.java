// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spellings that the library does not read → the same in spellings that it reads. Stateless.
final class Dialect {
  private static final Pattern GENERATION = Pattern.compile("\\{%-? *(?:end)?generation *-?%\\}");
  private static final Pattern BLOCK = Pattern.compile("\\{[%{].*?[%}]\\}", Pattern.DOTALL);
  private static final Pattern LINE_END = Pattern.compile("\\r\\n?");

  /// With the white space of its line in front and the end of its line, as block trimming takes
  /// them.
  private static final Pattern COMMENT =
      Pattern.compile("(?:(?<=^|\\n)[ \\t]*)?\\{#(-?).*?(-?)#\\}\\n?", Pattern.DOTALL);

  /// `not x is defined`, which Python reads as `not (x is defined)`.
  private static final Pattern NOT_IS =
      Pattern.compile("\\bnot +([A-Za-z_][\\w.]*(?:\\[[^\\[\\]]*\\])*) +is +((?:not +)?\\w+)");

  private static final String REVERSED = "[::-1]";
  private static final String NAMESPACE = "namespace(";

  private Dialect() {}

  static String translated(String template) {
    String lines = LINE_END.matcher(template).replaceAll("\n");
    String plain = comments(GENERATION.matcher(lines).replaceAll(""));
    Matcher block = BLOCK.matcher(plain);
    StringBuilder out = new StringBuilder();
    while (block.find()) {
      block.appendReplacement(out, Matcher.quoteReplacement(block(block.group())));
    }
    return block.appendTail(out).toString();
  }

  /// The library drops comments before it trims, so that trimming reaches over them: each becomes
  /// an empty text.
  private static String comments(String template) {
    return COMMENT.matcher(template).replaceAll("{{$1 '' $2}}");
  }

  private static String block(String block) {
    String turned =
        NOT_IS.matcher(block.replace(REVERSED, "|reverse")).replaceAll("not ($1 is $2)");
    int at = turned.indexOf(NAMESPACE);
    return at < 0 ? turned : namespace(turned, at + NAMESPACE.length());
  }

  /// The library reads `namespace(n=list|length - 1)` as `(n=list|length) - 1`: values are put in
  /// brackets.
  private static String namespace(String block, int from) {
    StringBuilder out = new StringBuilder(block.substring(0, from));
    int depth = 0;
    char quote = 0;
    boolean open = false;
    for (int i = from; i < block.length(); i++) {
      char c = block.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        out.append(open ? ")" : "");
        open = false;
        if (c == ')') {
          return out.append(block, i, block.length()).toString();
        }
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      } else if (depth == 0 && !open && c == '=') {
        out.append("=(");
        open = true;
        continue;
      }
      out.append(c);
    }
    return block; // no end: the library says what is wrong
  }
}
