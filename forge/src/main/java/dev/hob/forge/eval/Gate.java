// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.forge.eval.stat.Interval;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One `--fail-under`: `METRIC>=VALUE` or `METRIC<=VALUE`.
record Gate(String metric, boolean atLeast, double bound) {
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

  /// A metric that these rows do not define is missed, too.
  boolean holds(Map<String, Interval> metrics) {
    Interval interval = metrics.get(metric);
    return interval != null && (atLeast ? interval.value() >= bound : interval.value() <= bound);
  }

  @Override
  public String toString() {
    return metric + (atLeast ? ">=" : "<=") + bound;
  }
}
