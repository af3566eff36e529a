// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import java.util.Arrays;
import java.util.Map;

/// The merging itself, shared by training and encoding.
final class BpeMerge {
  private BpeMerge() {}

  /// Replaces each occurrence of a pair, left to right, by one id.
  static int[] replace(int[] ids, long pair, int merged) {
    int[] out = new int[ids.length];
    int n = 0;
    for (int i = 0; i < ids.length; i++) {
      boolean hit = i + 1 < ids.length && BpeTrainer.pair(ids[i], ids[i + 1]) == pair;
      out[n++] = hit ? merged : ids[i];
      if (hit) {
        i++;
      }
    }
    return Arrays.copyOf(out, n);
  }

  /// Applies merges to one piece, the earliest learned first, until none applies.
  ///
  /// @param rankOf merged id by pair; a smaller id was learned earlier
  static int[] merge(int[] ids, Map<Long, Integer> rankOf) {
    int[] current = ids;
    while (current.length > 1) {
      int best = Integer.MAX_VALUE;
      long bestPair = 0;
      for (int i = 0; i + 1 < current.length; i++) {
        long pair = BpeTrainer.pair(current[i], current[i + 1]);
        Integer id = rankOf.get(pair);
        if (id != null && id < best) {
          best = id;
          bestPair = pair;
        }
      }
      if (best == Integer.MAX_VALUE) {
        return current;
      }
      current = replace(current, bestPair, best);
    }
    return current;
  }
}
