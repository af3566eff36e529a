// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// The cheapest way from source tokens to output tokens, and the edits it consists of
/// (docs/eval.md, 5). The idea is ERRANT's (Bryant et al. 2017), without its parser: values are not
/// comparable with published ones.
final class Alignment {
  private static final int GAP = 3;
  private static final int SWAP = 3;

  private enum Kind {
    SUBSTITUTE,
    SWAP,
    DELETE,
    INSERT
  }

  /// One step; `cost` 0 is a match.
  private record Step(Kind kind, int cost, int from, int to, int outFrom, int outTo) {}

  private final List<String> source;
  private final List<String> output;
  private final List<String> lowerSource;
  private final List<String> lowerOutput;

  private Alignment(List<String> source, List<String> output) {
    this.source = source;
    this.output = output;
    this.lowerSource = source.stream().map(t -> t.toLowerCase(Locale.ROOT)).toList();
    this.lowerOutput = output.stream().map(t -> t.toLowerCase(Locale.ROOT)).toList();
  }

  /// The edits that lead from `source` to `output` (P tokens), first to last.
  static List<Edit> edits(List<String> source, List<String> output) {
    Alignment alignment = new Alignment(source, output);
    return alignment.joined(alignment.steps());
  }

  private List<Step> steps() {
    int[][] costs = costs();
    List<Step> steps = new ArrayList<>();
    int i = source.size();
    int j = output.size();
    while (i > 0 || j > 0) {
      Step step = last(costs, i, j);
      steps.add(step);
      i = step.from();
      j = step.outFrom();
    }
    Collections.reverse(steps);
    return steps;
  }

  private int[][] costs() {
    int[][] costs = new int[source.size() + 1][output.size() + 1];
    for (int i = 0; i <= source.size(); i++) {
      for (int j = 0; j <= output.size(); j++) {
        int best = i == 0 && j == 0 ? 0 : Integer.MAX_VALUE;
        if (i > 0 && j > 0) {
          best = Math.min(best, costs[i - 1][j - 1] + substitution(i - 1, j - 1));
        }
        if (swaps(i, j)) {
          best = Math.min(best, costs[i - 2][j - 2] + SWAP);
        }
        if (i > 0) {
          best = Math.min(best, costs[i - 1][j] + GAP);
        }
        if (j > 0) {
          best = Math.min(best, costs[i][j - 1] + GAP);
        }
        costs[i][j] = best;
      }
    }
    return costs;
  }

  /// The last step on the way to a cell: the first kind, in their order, that gives its minimum.
  private Step last(int[][] costs, int i, int j) {
    int cost = costs[i][j];
    if (i > 0 && j > 0) {
      int substitution = substitution(i - 1, j - 1);
      if (costs[i - 1][j - 1] + substitution == cost) {
        return new Step(Kind.SUBSTITUTE, substitution, i - 1, i, j - 1, j);
      }
    }
    if (swaps(i, j) && costs[i - 2][j - 2] + SWAP == cost) {
      return new Step(Kind.SWAP, SWAP, i - 2, i, j - 2, j);
    }
    if (i > 0 && costs[i - 1][j] + GAP == cost) {
      return new Step(Kind.DELETE, GAP, i - 1, i, j, j);
    }
    return new Step(Kind.INSERT, GAP, i, i, j - 1, j);
  }

  /// Do the two tokens before each place stand crosswise?
  private boolean swaps(int i, int j) {
    return i > 1
        && j > 1
        && lowerSource.get(i - 2).equals(lowerOutput.get(j - 1))
        && lowerSource.get(i - 1).equals(lowerOutput.get(j - 2))
        && !lowerSource.get(i - 2).equals(lowerSource.get(i - 1));
  }

  private int substitution(int i, int j) {
    String a = source.get(i);
    String b = output.get(j);
    if (a.equals(b)) {
      return 0;
    }
    if (lowerSource.get(i).equals(lowerOutput.get(j))) {
      return 1;
    }
    boolean letterA = beginsWithLetter(a);
    boolean letterB = beginsWithLetter(b);
    if (letterA != letterB) {
      return 6;
    }
    if (!letterA) {
      return beginsWithDigit(a) || beginsWithDigit(b) ? 4 : 3;
    }
    int[] left = lowerSource.get(i).codePoints().toArray();
    int[] right = lowerOutput.get(j).codePoints().toArray();
    return 2 * levenshtein(left, right) <= Math.max(left.length, right.length) ? 3 : 5;
  }

  private static int levenshtein(int[] a, int[] b) {
    int[] before = new int[b.length + 1];
    for (int j = 0; j <= b.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length; i++) {
      int[] row = new int[b.length + 1];
      row[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int change = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[b.length];
  }

  /// Neighbouring steps make one edit, but for swaps and near substitutions, which stand alone, and
  /// signs, which join only with signs.
  private List<Edit> joined(List<Step> steps) {
    List<Edit> edits = new ArrayList<>();
    List<Step> open = new ArrayList<>();
    for (Step step : steps) {
      boolean match = step.cost() == 0;
      boolean joins =
          !match
              && !open.isEmpty()
              && !standsAlone(step)
              && !standsAlone(open.getLast())
              && isSigns(step) == isSigns(open.getLast());
      if (!joins) {
        close(open, edits);
      }
      if (!match) {
        open.add(step);
      }
    }
    close(open, edits);
    return edits;
  }

  private void close(List<Step> open, List<Edit> edits) {
    if (!open.isEmpty()) {
      List<String> replacement = output.subList(open.getFirst().outFrom(), open.getLast().outTo());
      edits.add(
          new Edit(open.getFirst().from(), open.getLast().to(), String.join(" ", replacement)));
      open.clear();
    }
  }

  private static boolean standsAlone(Step step) {
    return step.kind() == Kind.SWAP
        || (step.kind() == Kind.SUBSTITUTE && (step.cost() == 1 || step.cost() == 3));
  }

  /// Do all its tokens, on both sides, begin with neither letter nor digit?
  private boolean isSigns(Step step) {
    return source.subList(step.from(), step.to()).stream().allMatch(Alignment::isSign)
        && output.subList(step.outFrom(), step.outTo()).stream().allMatch(Alignment::isSign);
  }

  private static boolean isSign(String token) {
    return !beginsWithLetter(token) && !beginsWithDigit(token);
  }

  private static boolean beginsWithLetter(String token) {
    return Character.isLetter(token.codePointAt(0));
  }

  private static boolean beginsWithDigit(String token) {
    return Character.isDigit(token.codePointAt(0));
  }
}
