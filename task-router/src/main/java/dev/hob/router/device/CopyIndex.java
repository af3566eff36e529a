// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Where two tokens stand next to each other in the content, to see what followed there. Immutable.
///
/// Copying is what a small model does worst and a summary needs most: once the answer has begun to
/// repeat its source, the token that followed in the source is made likelier (data-plan.md, 5.3).
final class CopyIndex {
  /// Longer matches weigh no more.
  private static final int LONGEST = 4;

  private final int[] content;

  /// Two tokens → positions just after them, ascending.
  private final Map<Long, int[]> after = new HashMap<>();

  CopyIndex(int[] content) {
    this.content = content.clone();
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 2; i < content.length; i++) {
      counts.merge(pair(content[i - 2], content[i - 1]), 1, Integer::sum);
    }
    counts.forEach((pair, count) -> after.put(pair, new int[count]));
    for (int i = content.length - 1; i >= 2; i--) {
      long pair = pair(content[i - 2], content[i - 1]);
      int left = counts.merge(pair, -1, Integer::sum);
      positions(pair)[left] = i;
    }
  }

  /// Tells `follower(token, k)` for each place where the last `k` >= 2 output tokens occur in the
  /// content, `k` at most 4 and as large as the match allows there; a token may come several times.
  ///
  /// @param output [length] tokens generated so far
  void followers(int[] output, int length, BiConsumer<Integer, Integer> follower) {
    if (length < 2) {
      return;
    }
    for (int position : positions(pair(output[length - 2], output[length - 1]))) {
      int k = 2;
      while (k < LONGEST
          && k < length
          && position - k - 1 >= 0
          && content[position - k - 1] == output[length - k - 1]) {
        k++;
      }
      follower.accept(content[position], k);
    }
  }

  private int[] positions(long pair) {
    return after.getOrDefault(pair, new int[0]);
  }

  private static long pair(int first, int second) {
    return ((long) first << 32) | (second & 0xFFFFFFFFL);
  }
}
