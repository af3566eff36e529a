// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

/// The one rule by which a mark's surface is joined to the text before it.
final class Spacing {
  private static final String OPENERS = "([{<\"'“‘«/\\-–—_@#$€£¥+&=*~|`^";

  private Spacing() {}

  /// Whether the surface of a mark is written with a space after `before`.
  static boolean spaceAfter(CharSequence before) {
    return !before.isEmpty() && spaceAfter(before.charAt(before.length() - 1));
  }

  private static boolean spaceAfter(char last) {
    return !Character.isWhitespace(last) && OPENERS.indexOf(last) < 0;
  }

  /// Whether a mark at `start` of `text` would be read back exactly as it stands there.
  static boolean exact(String text, int start) {
    if (start == 0) {
      return true;
    }
    if (text.charAt(start - 1) == ' ') {
      return start > 1 && spaceAfter(text.charAt(start - 2));
    }
    return !spaceAfter(text.charAt(start - 1));
  }

  /// Whether `surface` stands at `at` as words of its own.
  static boolean standsAt(String text, int at, String surface) {
    return text.startsWith(surface, at)
        && (at == 0 || !joins(text.charAt(at - 1), surface.charAt(0)))
        && endsAt(text, at + surface.length(), surface);
  }

  /// Whether a surface that ends at `end` is not continued there.
  static boolean endsAt(String text, int end, String surface) {
    return end == text.length() || !joins(surface.charAt(surface.length() - 1), text.charAt(end));
  }

  /// Runs of white space become one space, ends are trimmed.
  static String collapse(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
        out.append(c);
      } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    return out.toString().stripTrailing();
  }

  private static boolean joins(char left, char right) {
    return Character.isLetterOrDigit(left) && Character.isLetterOrDigit(right);
  }
}
