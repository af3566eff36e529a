// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.report;

import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Metric;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The system compared with another one on the same rows.
///
/// @param difference ours minus theirs, by metric
public record Against(String name, Map<String, Interval> difference) {
  private static final int ENOUGH_ROWS = 30;

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
