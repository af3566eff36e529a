// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.stat;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The median of values, as sums: a tally counts how often each value came, so that a resample has
/// its own.
public final class Median {
  private Median() {}

  /// Counts one value under `name`.
  public static void count(Tally tally, String name, double value) {
    tally.add(name + "=" + value, 1);
  }

  /// The middle value, or the mean of the two in the middle; NaN where nothing was counted.
  public static double of(Tally total, String name) {
    String start = name + "=";
    SortedMap<Double, Double> counts = new TreeMap<>();
    total
        .sums()
        .forEach((key, count) -> {
          if (key.startsWith(start) && count > 0) {
            counts.put(Double.valueOf(key.substring(start.length())), count);
          }
        });
    double n = counts.values().stream().mapToDouble(Double::doubleValue).sum();
    return n == 0
        ? Double.NaN
        : (ranked(counts, Math.ceil(n / 2)) + ranked(counts, Math.floor(n / 2) + 1)) / 2;
  }

  /// The value of rank `rank`, counted from 1.
  private static double ranked(SortedMap<Double, Double> counts, double rank) {
    double seen = 0;
    for (Map.Entry<Double, Double> entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen >= rank) {
        return entry.getKey();
      }
    }
    return counts.lastKey();
  }
}
