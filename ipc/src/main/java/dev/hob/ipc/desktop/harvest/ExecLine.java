// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import java.util.ArrayList;
import java.util.List;

/// The `Exec` line of a desktop file, taken apart as the specification says and by no shell.
/// Immutable.
final class ExecLine {
  private ExecLine() {}

  /// The general escapes of values: `\s`, `\n`, `\t`, `\r`, `\\`.
  static String unescape(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\\' || i + 1 == value.length()) {
        out.append(c);
        continue;
      }
      switch (value.charAt(++i)) {
        case 's' -> out.append(' ');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case '\\' -> out.append('\\');
        default -> out.append('\\').append(value.charAt(i));
      }
    }
    return out.toString();
  }

  /// Words between blanks; a word in double quotes may hold blanks, and there `\` takes the next
  /// character as it is.
  ///
  /// @return empty where a quote is never closed
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
        inWord = true;
      } else if (!quoted && Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return quoted ? List.of() : words;
  }
}
