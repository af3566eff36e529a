// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Byte-pair training in its plainest form: join the most frequent pair, count again. Small texts
/// only. The longest joint spelling is 12 characters, so that runs do not eat all merges.
final class MergeTrainer {
  private static final int LONGEST = 12;

  private MergeTrainer() {}

  /// @param texts as symbols
  /// @param reserved what no pair may spell
  /// @return at most `count` pairs, in the order in which they were joined
  static List<String[]> train(List<List<String>> texts, Set<String> reserved, int count) {
    List<List<String>> left = texts;
    List<String[]> merges = new ArrayList<>();
    while (merges.size() < count) {
      String[] best = mostFrequent(left, reserved);
      if (best == null) {
        break;
      }
      merges.add(best);
      left = left.stream().map(text -> joined(text, best)).toList();
    }
    return merges;
  }

  private static String @Nullable [] mostFrequent(List<List<String>> texts, Set<String> reserved) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, String[]> pairs = new HashMap<>();
    for (List<String> text : texts) {
      for (int i = 0; i + 1 < text.size(); i++) {
        String joint = text.get(i) + text.get(i + 1);
        String key = text.get(i) + " " + text.get(i + 1);
        if (joint.length() <= LONGEST && !reserved.contains(joint)) {
          counts.merge(key, 1, Integer::sum);
          pairs.putIfAbsent(key, new String[] {text.get(i), text.get(i + 1)});
        }
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(best -> pairs.get(best.getKey()))
        .orElse(null);
  }

  private static List<String> joined(List<String> text, String[] pair) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      boolean here =
          i + 1 < text.size() && text.get(i).equals(pair[0]) && text.get(i + 1).equals(pair[1]);
      out.add(here ? pair[0] + pair[1] : text.get(i));
      i += here ? 1 : 0;
    }
    return out;
  }
}
