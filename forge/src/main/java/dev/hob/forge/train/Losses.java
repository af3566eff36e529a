// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.util.Map;
import java.util.TreeMap;

/// Losses summed up by family.
public final class Losses {
  private static final class Sum {
    private double weight;
    private double weighted;
  }

  private final Map<String, Sum> sums = new TreeMap<>();

  /// Adds a part of a batch.
  public void add(Batch batch, LossHead.Loss loss) {
    for (int i = 0; i < loss.rows().length; i++) {
      int row = loss.rows()[i];
      Sum sum = sums.computeIfAbsent(batch.families()[row], family -> new Sum());
      sum.weight += batch.weights()[row];
      sum.weighted += batch.weights()[row] * loss.nll()[i];
    }
  }

  /// Adds other losses.
  public void add(Losses other) {
    other.sums.forEach((family, from) -> {
      Sum sum = sums.computeIfAbsent(family, f -> new Sum());
      sum.weight += from.weight;
      sum.weighted += from.weighted;
    });
  }

  /// The weighted mean in nats: what training minimizes.
  public double mean() {
    double weight = 0;
    double weighted = 0;
    for (Sum sum : sums.values()) {
      weight += sum.weight;
      weighted += sum.weighted;
    }
    return weighted / Math.max(weight, 1e-9);
  }

  /// The weighted mean of each family.
  public Map<String, Double> byFamily() {
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((family, sum) -> means.put(family, sum.weighted / Math.max(sum.weight, 1e-9)));
    return means;
  }
}
