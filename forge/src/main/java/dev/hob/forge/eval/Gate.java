// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Tally;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One `--fail-under`: `METRIC>=VALUE` or `METRIC<=VALUE`.
record Gate(String metric, boolean atLeast, double bound) {
  private static final int ENOUGH_ROWS = 30;
  private static final Pattern FORM = Pattern.compile("(\\w+)([<>]=)(-?[0-9.]+)");

  /// @throws IllegalArgumentException not of that form
  static Gate parse(String text) {
    Matcher matcher = FORM.matcher(text.replace(" ", ""));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not METRIC>=VALUE or METRIC<=VALUE");
    }
    return new Gate(
        matcher.group(1), matcher.group(2).equals(">="), Double.parseDouble(matcher.group(3)));
  }

  /// A metric that these rows do not define is missed, too. Where it is a share of fewer than 30
  /// rows, a limit other than none or all means "at most one row".
  ///
  /// @param total sums over all rows: tell how many the share is of
  boolean holds(Map<String, Interval> metrics, Tally total) {
    Interval interval = metrics.get(metric);
    if (interval == null) {
      return false;
    }
    double one = oneRow(total);
    return atLeast
        ? interval.value() >= (one > 0 ? Math.min(bound, 1 - one) : bound)
        : interval.value() <= Math.max(bound, one);
  }

  /// The share that one row is of few; 0 where the limit stays as it is.
  private double oneRow(Tally total) {
    double rows = total.sum(metric + "/whole");
    return rows > 0 && rows < ENOUGH_ROWS && bound > 0 && bound < 1 ? 1 / rows : 0;
  }

  @Override
  public String toString() {
    return metric + (atLeast ? ">=" : "<=") + bound;
  }
}
