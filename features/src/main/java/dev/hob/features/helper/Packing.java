// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.util.Arrays;
import java.util.List;

/// The most value within a limit, at most one option of each item: a 0/1 knapsack with choices,
/// solved exactly by tables of `items x limit`. Ties go to the earlier item and option.
final class Packing {
  /// Above it the tables would cost more than the answer is worth: values are then taken greedily.
  private static final long MAX_CELLS = 4_000_000;

  private Packing() {}

  /// @param cost > 0
  record Option(int cost, double value) {}

  /// @return for each item the option taken, -1 = none
  static int[] best(List<List<Option>> items, int limit) {
    if ((long) items.size() * (limit + 1) > MAX_CELLS) {
      return greedy(items, limit);
    }
    int[][] pick = new int[items.size()][limit + 1];
    double[] best = new double[limit + 1];
    for (int i = items.size() - 1; i >= 0; i--) {
      double[] next = best.clone();
      Arrays.fill(pick[i], -1);
      List<Option> options = items.get(i);
      for (int o = 0; o < options.size(); o++) {
        Option option = options.get(o);
        for (int room = option.cost(); room <= limit; room++) {
          double value = best[room - option.cost()] + option.value();
          if (value > next[room]) {
            next[room] = value;
            pick[i][room] = o;
          }
        }
      }
      best = next;
    }
    int[] out = new int[items.size()];
    int room = limit;
    for (int i = 0; i < items.size(); i++) {
      out[i] = pick[i][room];
      room -= out[i] < 0 ? 0 : items.get(i).get(out[i]).cost();
    }
    return out;
  }

  private static int[] greedy(List<List<Option>> items, int limit) {
    int[] out = new int[items.size()];
    int room = limit;
    for (int i = 0; i < items.size(); i++) {
      out[i] = -1;
      List<Option> options = items.get(i);
      for (int o = 0; o < options.size() && out[i] < 0; o++) {
        if (options.get(o).cost() <= room) {
          out[i] = o;
          room -= options.get(o).cost();
        }
      }
    }
    return out;
  }
}
