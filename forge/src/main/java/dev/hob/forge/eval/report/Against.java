// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.report;

import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The system compared with another one on the same rows.
///
/// @param difference ours minus theirs, by metric
public record Against(String name, Map<String, Interval> difference) {
  private static final int ENOUGH_ROWS = 30;

  /// May the system take the other one's place? From 30 rows on if it is better beyond doubt and in
  /// no metric that guards against harm worse beyond doubt; on fewer if the primary metric is
  /// higher and none that guards is lower.
  boolean ships(Metric primary, List<Metric> guarding, int rows) {
    Boolean better = better(primary, rows);
    if (better != null) {
      return better && guarding.stream().noneMatch(this::surelyWorse);
    }
    Interval main = difference.get(primary.name());
    return main != null
        && gain(primary, main) > 0
        && guarding.stream()
            .allMatch(metric -> {
              Interval own = difference.get(metric.name());
              return own == null || gain(metric, own) >= 0;
            });
  }

  private boolean surelyWorse(Metric metric) {
    Interval own = difference.get(metric.name());
    return own != null
        && switch (metric.better()) {
          case MORE -> own.high() < 0;
          case LESS -> own.low() > 0;
          case NEITHER -> false;
        };
  }

  private static double gain(Metric metric, Interval difference) {
    return switch (metric.better()) {
      case MORE -> difference.value();
      case LESS -> -difference.value();
      case NEITHER -> 0;
    };
  }

  /// Is the primary metric better beyond doubt? Null where the rows are too few to tell.
  @Nullable Boolean better(Metric primary, int rows) {
    Interval interval = difference.get(primary.name());
    if (rows < ENOUGH_ROWS || interval == null) {
      return null;
    }
    return switch (primary.better()) {
      case MORE -> interval.low() > 0;
      case LESS -> interval.high() < 0;
      case NEITHER -> null;
    };
  }
}
