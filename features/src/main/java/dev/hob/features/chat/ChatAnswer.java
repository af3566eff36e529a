// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.chat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A chat answer without what models put around it: fences, a sentence that announces the answer, a
/// label, quotation marks. Stateless.
public final class ChatAnswer {
  private static final Pattern FENCE =
      Pattern.compile("^```[a-zA-Z]*\\s*\\n(.*?)\\n?```.*$", Pattern.DOTALL);
  private static final Pattern ANNOUNCES =
      Pattern.compile(
          "^(?:sure|certainly|of course|okay|ok|here(?:'s| is| are)|the (?:corrected|rewritten|summary))"
              + "\\b[^\\n]{0,100}:$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LABEL =
      Pattern.compile(
          "^(?:\\*\\*)?(?:(?:the )?(?:corrected|rewritten|revised|improved) (?:sentence|version|text)"
              + "|summary|output|answer|correction)(?:\\*\\*)?:(?:\\*\\*)? *",
          Pattern.CASE_INSENSITIVE);
  private static final String OPENING = "\"'“‘«";
  private static final String CLOSING = "\"'”’»";

  private ChatAnswer() {}

  /// The lines that are the answer.
  public static String body(String answer) {
    String text = answer.strip();
    Matcher fence = FENCE.matcher(text);
    if (fence.matches()) {
      text = fence.group(1).strip();
    }
    List<String> lines = text.lines().toList();
    if (lines.size() > 1 && ANNOUNCES.matcher(lines.getFirst().strip()).matches()) {
      text = String.join("\n", lines.subList(1, lines.size())).strip();
    }
    return LABEL.matcher(text).replaceFirst("");
  }

  /// The one line that stands in the place of `source`; empty where there is none.
  public static String line(String answer, String source) {
    String line = body(answer).lines().findFirst().orElse("").strip();
    return isQuoted(line) && !isQuoted(source.strip())
        ? line.substring(1, line.length() - 1).strip()
        : line;
  }

  private static boolean isQuoted(String text) {
    int open = text.length() < 2 ? -1 : OPENING.indexOf(text.charAt(0));
    return open >= 0 && text.charAt(text.length() - 1) == CLOSING.charAt(open);
  }
}
