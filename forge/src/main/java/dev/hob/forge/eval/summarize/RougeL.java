// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.summarize;

import dev.hob.features.fact.Tokens;
import java.util.List;

/// ROUGE-L (Lin 2004) over R tokens of whole texts: F of the longest common subsequence. Never read
/// alone: copying the lead scores well on it.
public final class RougeL {
  private RougeL() {}

  /// The largest F over the references; 0 without any.
  public static double of(String answer, List<String> references) {
    List<String> tokens = Tokens.rouge(answer);
    return references.stream().mapToDouble(r -> f(tokens, Tokens.rouge(r))).max().orElse(0);
  }

  private static double f(List<String> answer, List<String> reference) {
    int common = longestCommon(answer, reference);
    if (common == 0) {
      return 0;
    }
    double precision = (double) common / answer.size();
    double recall = (double) common / reference.size();
    return 2 * precision * recall / (precision + recall);
  }

  private static int longestCommon(List<String> a, List<String> b) {
    int[] before = new int[b.size() + 1];
    for (String token : a) {
      int[] row = new int[b.size() + 1];
      for (int j = 1; j <= b.size(); j++) {
        row[j] = token.equals(b.get(j - 1)) ? before[j - 1] + 1 : Math.max(before[j], row[j - 1]);
      }
      before = row;
    }
    return before[b.size()];
  }
}
