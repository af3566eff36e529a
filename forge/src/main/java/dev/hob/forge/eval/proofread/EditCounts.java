// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

import dev.hob.features.fact.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Edits of a correction that are right (TP), wrong (FP) and missing (FN).
record EditCounts(int tp, int fp, int fn) {
  private static final Comparator<EditCounts> BETTER =
      Comparator.comparingDouble((EditCounts counts) -> counts.f05())
          .thenComparingInt(EditCounts::tp)
          .thenComparing(Comparator.comparingInt(EditCounts::fp).reversed())
          .thenComparing(Comparator.comparingInt(EditCounts::fn).reversed());

  /// Counts against the reference that suits the output best; the first of equals.
  ///
  /// @param references at least one
  static EditCounts best(String source, String output, List<String> references) {
    List<String> tokens = Tokens.edits(source);
    Set<Edit> proposed = Set.copyOf(Alignment.edits(tokens, Tokens.edits(output)));
    EditCounts best = against(proposed, tokens, references.getFirst());
    for (String reference : references.subList(1, references.size())) {
      EditCounts counts = against(proposed, tokens, reference);
      if (BETTER.compare(counts, best) > 0) {
        best = counts;
      }
    }
    return best;
  }

  private static EditCounts against(Set<Edit> proposed, List<String> source, String reference) {
    Set<Edit> wanted = Set.copyOf(Alignment.edits(source, Tokens.edits(reference)));
    int right = (int) proposed.stream().filter(wanted::contains).count();
    return new EditCounts(right, proposed.size() - right, wanted.size() - right);
  }

  double f05() {
    return f05(tp, fp, fn);
  }

  static double precision(double tp, double fp) {
    return tp + fp == 0 ? 1 : tp / (tp + fp);
  }

  static double recall(double tp, double fn) {
    return tp + fn == 0 ? 1 : tp / (tp + fn);
  }

  /// F0.5 of summed counts: precision counts twice as much as recall.
  static double f05(double tp, double fp, double fn) {
    if (tp == 0) {
      return fp == 0 && fn == 0 ? 1 : 0;
    }
    double precision = precision(tp, fp);
    double recall = recall(tp, fn);
    return 1.25 * precision * recall / (0.25 * precision + recall);
  }
}
