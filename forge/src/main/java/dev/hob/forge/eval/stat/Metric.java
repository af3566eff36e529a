// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.stat;

import java.util.function.ToDoubleFunction;

/// A score.
///
/// @param better which way is better
/// @param formula from summed counts; NaN where no row applies
public record Metric(String name, Better better, ToDoubleFunction<Tally> formula) {
  /// The direction of a metric.
  public enum Better {
    MORE,
    LESS,
    /// A fact about the answers that is neither good nor bad.
    NEITHER
  }

  /// The share or mean that was tallied under the metric's own name.
  public static Metric ratio(String name, Better better) {
    return new Metric(name, better, tally -> tally.ratio(name));
  }

  public double of(Tally total) {
    return formula.applyAsDouble(total);
  }
}
