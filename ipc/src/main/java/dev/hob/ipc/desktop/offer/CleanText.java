// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.offer;

/// Text of other programs, made fit to be shown and to be read by a model: one line, no control,
/// format or half characters, a bounded length. Immutable.
public final class CleanText {
  private static final int LABEL = 120;

  private CleanText() {}

  /// A label, tooltip, name or error of an app.
  public static String label(String text) {
    return line(text, LABEL);
  }

  /// @param most characters (code points) that stay; where text is cut, it ends in `…`
  public static String line(String text, int most) {
    StringBuilder clean = new StringBuilder();
    boolean space = false;
    int length = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        space = !clean.isEmpty();
      } else if (shown(c)) {
        if (length + (space ? 2 : 1) > most) {
          return clean.append('…').toString();
        }
        if (space) {
          clean.append(' ');
          length++;
          space = false;
        }
        clean.appendCodePoint(c);
        length++;
      }
    }
    return clean.toString();
  }

  private static boolean shown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /// A menu label without its mnemonic: one `_` marks a key, two are one.
  public static String withoutMnemonic(String label) {
    return label.replaceAll("_(.?)", "$1");
  }

  /// The words of a name: `edit.convert.to-uppercase` → `edit convert to uppercase`.
  public static String words(String name) {
    return line(
        name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
            .replaceAll("[._:/-]+", " ")
            .toLowerCase(java.util.Locale.ROOT),
        LABEL);
  }
}
