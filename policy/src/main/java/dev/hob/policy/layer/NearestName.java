// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import java.util.Collection;
import java.util.Optional;

/// Finds what a mistyped name was meant to be.
final class NearestName {
  private NearestName() {}

  /// The known name with the fewest edits (insert, delete, replace, swap of neighbours), at most a
  /// third of its length and at least one allowed; the first of equals.
  static Optional<String> of(String typed, Collection<String> known) {
    String best = null;
    int fewest = Integer.MAX_VALUE;
    for (String name : known) {
      int edits = edits(typed, name);
      if (edits < fewest && edits <= Math.max(1, (name.length() + 2) / 3)) {
        fewest = edits;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /// Ends a message about an unknown name.
  static String hint(String typed, Collection<String> known) {
    return of(typed, known)
        .map(name -> "did you mean \"" + name + "\"?")
        .orElseGet(() -> "known here: " + String.join(", ", known));
  }

  /// Damerau-Levenshtein distance, restricted to one edit of each place; letter case is no edit.
  static int edits(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 16) {
      return Integer.MAX_VALUE;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int replace = cost[i - 1][j - 1] + (same(a, i, b, j) ? 0 : 1);
    int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped = i > 1 && j > 1 && same(a, i, b, j - 1) && same(a, i - 1, b, j);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }

  private static boolean same(String a, int i, String b, int j) {
    return Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
  }
}
