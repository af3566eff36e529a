// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import java.util.Comparator;

/// Order of version texts: runs of digits by value, all else by letter, so that 1.10.0 comes after
/// 1.9.0.
public final class Version {
  /// Lower first.
  public static final Comparator<String> ORDER = Version::compare;

  private Version() {}

  private static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endA = run(a, i);
      int endB = run(b, j);
      int order = part(a.substring(i, endA), b.substring(j, endB));
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
    int rest = Integer.compare(a.length() - i, b.length() - j);
    return rest != 0 ? rest : a.compareTo(b);
  }

  private static int run(String text, int from) {
    boolean digits = digit(text.charAt(from));
    int end = from + 1;
    while (end < text.length() && digit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  private static int part(String a, String b) {
    if (digit(a.charAt(0)) && digit(b.charAt(0))) {
      String x = a.replaceFirst("^0+", "");
      String y = b.replaceFirst("^0+", "");
      int byLength = Integer.compare(x.length(), y.length());
      return byLength != 0 ? byLength : x.compareTo(y);
    }
    return a.compareTo(b);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
