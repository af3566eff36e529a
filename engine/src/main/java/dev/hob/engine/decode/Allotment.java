// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import java.util.Arrays;
import java.util.List;

/// How many drafted tokens of each sequence a step verifies: as many as give most tokens for its
/// time.
///
/// With rows `n` a step takes C(n) and gives one token a sequence plus each draft's chance. Drafts
/// are taken by falling chance, over all sequences; the best stop on that way is kept. No draft at
/// all is one of the stops, so what does not pay is not done.
final class Allotment {
  /// Chance from which on a draft also rides on a step that computes prompts: such a step costs
  /// what its rows cost, a token less to decode saves a step.
  private static final double WITH_PROMPT = 0.95;

  private Allotment() {}

  /// @param drafts one a decoding sequence
  /// @param most rows that decoding may take in this step
  /// @param prompt whether the step computes prompt tokens, too
  /// @return tokens of each draft to verify
  static int[] of(List<Draft> drafts, int most, boolean prompt, StepCost cost) {
    int[] taken = new int[drafts.size()];
    int[] best = taken.clone();
    int rows = drafts.size();
    double tokens = rows;
    double speed = tokens / cost.of(Math.max(1, rows));
    for (int next = likeliest(drafts, taken); next >= 0 && rows < most; ) {
      double chance = drafts.get(next).chances()[taken[next]];
      if (prompt && chance < WITH_PROMPT) {
        break;
      }
      taken[next]++;
      rows++;
      tokens += chance;
      if (prompt || tokens / cost.of(rows) > speed) {
        speed = tokens / cost.of(rows);
        best = Arrays.copyOf(taken, taken.length);
      }
      next = likeliest(drafts, taken);
    }
    return best;
  }

  /// The sequence whose next draft has the best chance; -1 if all are taken.
  private static int likeliest(List<Draft> drafts, int[] taken) {
    int best = -1;
    double most = 0;
    for (int i = 0; i < taken.length; i++) {
      Draft draft = drafts.get(i);
      if (taken[i] < draft.length() && draft.chances()[taken[i]] > most) {
        most = draft.chances()[taken[i]];
        best = i;
      }
    }
    return best;
  }
}
