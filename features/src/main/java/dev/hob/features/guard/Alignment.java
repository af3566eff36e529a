// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.guard;

import java.util.ArrayList;
import java.util.List;

/// What two token lists have in common (longest common subsequence). Stateless.
public final class Alignment {
  /// Beyond it the table would be too large; texts are then compared as if they shared nothing.
  private static final long MAX_CELLS = 4_000_000;

  private Alignment() {}

  /// A stretch of `a` that a stretch of `b` takes the place of; both exclusive, one may be empty.
  public record Change(int fromA, int toA, int fromB, int toB) {}

  /// Length of the longest common subsequence.
  public static int common(List<String> a, List<String> b) {
    return tooLarge(a, b) ? 0 : table(a, b)[0][0];
  }

  /// The changes that make `b` of `a`, in order.
  public static List<Change> changes(List<String> a, List<String> b) {
    if (tooLarge(a, b)) {
      return a.equals(b) ? List.of() : List.of(new Change(0, a.size(), 0, b.size()));
    }
    int[][] table = table(a, b);
    List<Change> out = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        i++;
        j++;
        continue;
      }
      int fromA = i;
      int fromB = j;
      while ((i < a.size() || j < b.size())
          && !(i < a.size() && j < b.size() && a.get(i).equals(b.get(j)))) {
        boolean drop = j == b.size() || (i < a.size() && table[i + 1][j] >= table[i][j + 1]);
        i += drop ? 1 : 0;
        j += drop ? 0 : 1;
      }
      out.add(new Change(fromA, i, fromB, j));
    }
    return out;
  }

  private static boolean tooLarge(List<String> a, List<String> b) {
    return (long) a.size() * b.size() > MAX_CELLS;
  }

  private static int[][] table(List<String> a, List<String> b) {
    int[][] table = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        table[i][j] =
            a.get(i).equals(b.get(j))
                ? table[i + 1][j + 1] + 1
                : Math.max(table[i + 1][j], table[i][j + 1]);
      }
    }
    return table;
  }

  /// Whether at most half of the longer word's letters were inserted, deleted or replaced.
  static boolean near(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return 2 * row[b.length()] <= Math.max(a.length(), b.length());
  }
}
