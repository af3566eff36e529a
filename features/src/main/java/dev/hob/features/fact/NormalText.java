// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/// A text in form N0 (NFKC; plain quotes and hyphens; runs of white space as one space; trimmed)
/// that knows where each of its characters stood.
///
/// NFKC may join and split characters, so the text is normalized in short groups: a code point with
/// the marks that follow it. Should the groups together not give the normal form of the whole (rare
/// scripts), groups reach from white space to white space, which NFKC never crosses.
public final class NormalText {
  private final String original;

  /// NFKC with plain quotes and hyphens, white space as it was: what sentences are found in.
  private final String mapped;

  /// For each character of `mapped`, its span in the original.
  private final int[] from;

  private final int[] to;

  private final String text;

  /// For each character of `text`, its index in `mapped`.
  private final int[] at;

  private NormalText(String original, Groups groups) {
    this.original = original;
    this.mapped = groups.out.toString();
    this.from = Arrays.copyOf(groups.from, mapped.length());
    this.to = Arrays.copyOf(groups.to, mapped.length());
    StringBuilder joined = new StringBuilder(mapped.length());
    int[] index = new int[mapped.length()];
    for (int i = 0; i < mapped.length(); i++) {
      boolean white = isWhite(mapped.charAt(i));
      if (white && (joined.isEmpty() || joined.charAt(joined.length() - 1) == ' ')) {
        continue;
      }
      index[joined.length()] = i;
      joined.append(white ? ' ' : mapped.charAt(i));
    }
    if (!joined.isEmpty() && joined.charAt(joined.length() - 1) == ' ') {
      joined.setLength(joined.length() - 1);
    }
    this.text = joined.toString();
    this.at = Arrays.copyOf(index, text.length());
  }

  public static NormalText of(String original) {
    return new NormalText(original, Groups.of(original));
  }

  /// Form N0 alone.
  public static String n0(String original) {
    return of(original).text;
  }

  /// Form N1: N0 in lower case.
  public static String n1(String original) {
    return n0(original).toLowerCase(Locale.ROOT);
  }

  public String text() {
    return text;
  }

  public String original() {
    return original;
  }

  /// The span in the original of `start..end` in [#text()].
  public Span origin(int start, int end) {
    if (start == end) {
      int where = start < at.length ? from[at[start]] : original.length();
      return new Span(where, where);
    }
    return new Span(from[at[start]], to[at[end - 1]]);
  }

  String mapped() {
    return mapped;
  }

  /// The span in the original of `start..end` in [#mapped()].
  Span originOfMapped(int start, int end) {
    return new Span(from[start], to[end - 1]);
  }

  /// The index in [#mapped()] of a character of [#text()].
  int inMapped(int index) {
    return at[index];
  }

  /// White space as all of Hob's text forms mean it.
  public static boolean isWhite(int c) {
    return (c >= 0x09 && c <= 0x0d)
        || c == 0x20
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  private static char plain(char c) {
    return switch (c) {
      case '\u2019', '\u2018' -> '\'';
      case '\u201c', '\u201d' -> '"';
      case '\u2010', '\u2011', '\u2013', '\u2014', '\u2212' -> '-';
      default -> c;
    };
  }

  /// The normalization in progress.
  private static final class Groups {
    final StringBuilder out;
    int[] from;
    int[] to;

    private Groups(int length) {
      out = new StringBuilder(length);
      from = new int[length + 16];
      to = new int[length + 16];
    }

    static Groups of(String original) {
      Groups fine = new Groups(original.length());
      for (int i = 0; i < original.length(); ) {
        int end = i + Character.charCount(original.codePointAt(i));
        while (end < original.length() && joins(original.codePointAt(end))) {
          end += Character.charCount(original.codePointAt(end));
        }
        fine.add(original, i, end);
        i = end;
      }
      if (fine.same(original)) {
        return fine;
      }
      Groups coarse = new Groups(original.length());
      for (int i = 0; i < original.length(); ) {
        int end = i + 1;
        while (end < original.length()
            && !(isWhite(original.charAt(end)) && !isWhite(original.charAt(end - 1)))) {
          end++;
        }
        coarse.add(original, i, end);
        i = end;
      }
      return coarse;
    }

    /// May this code point combine with what stands before it?
    private static boolean joins(int c) {
      if (c < 0x300) {
        return false;
      }
      int type = Character.getType(c);
      return type == Character.NON_SPACING_MARK
          || type == Character.COMBINING_SPACING_MARK
          || type == Character.ENCLOSING_MARK
          || (c >= 0x1160 && c <= 0x11ff)
          || (c >= 0xff9e && c <= 0xff9f);
    }

    private void add(String original, int start, int end) {
      if (end - start == 1 && original.charAt(start) < 0x80) {
        put(original.charAt(start), start, end);
        return;
      }
      String normal = Normalizer.normalize(original.substring(start, end), Normalizer.Form.NFKC);
      for (int i = 0; i < normal.length(); i++) {
        put(plain(normal.charAt(i)), start, end);
      }
    }

    private void put(char c, int start, int end) {
      int index = out.length();
      if (index == from.length) {
        from = Arrays.copyOf(from, index * 2);
        to = Arrays.copyOf(to, index * 2);
      }
      from[index] = start;
      to[index] = end;
      out.append(c);
    }

    private boolean same(String original) {
      String whole = Normalizer.normalize(original, Normalizer.Form.NFKC);
      if (whole.length() != out.length()) {
        return false;
      }
      for (int i = 0; i < whole.length(); i++) {
        if (plain(whole.charAt(i)) != out.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }
}
