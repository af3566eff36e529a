// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.stat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Percentile bootstrap over rows. Resample `r` of `n` rows uses draws `r*n` to `r*n + n - 1` of a
/// [SplitMix64], so two systems on the same rows are resampled alike.
///
/// @param resamples B; 0 for none: bounds are then the value itself
public record Bootstrap(long seed, int resamples) {
  /// Intervals of all metrics that are defined on these rows, in the order given.
  public Map<String, Interval> intervals(List<Metric> metrics, List<Tally> rows) {
    Map<String, Interval> intervals = new LinkedHashMap<>();
    Tally total = Tally.total(rows);
    List<Metric> defined = metrics.stream().filter(m -> !Double.isNaN(m.of(total))).toList();
    double[][] values = resampled(defined, rows);
    for (int m = 0; m < defined.size(); m++) {
      Metric metric = defined.get(m);
      intervals.put(metric.name(), bounded(metric.of(total), values[m]));
    }
    return intervals;
  }

  /// Intervals of `ours` minus `theirs`, row by row the same draws.
  public Map<String, Interval> differences(
      List<Metric> metrics, List<Tally> ours, List<Tally> theirs) {
    if (ours.size() != theirs.size()) {
      throw new IllegalArgumentException(ours.size() + " rows against " + theirs.size());
    }
    Map<String, Interval> differences = new LinkedHashMap<>();
    Tally a = Tally.total(ours);
    Tally b = Tally.total(theirs);
    List<Metric> defined =
        metrics.stream().filter(m -> !Double.isNaN(m.of(a)) && !Double.isNaN(m.of(b))).toList();
    double[][] left = resampled(defined, ours);
    double[][] right = resampled(defined, theirs);
    for (int m = 0; m < defined.size(); m++) {
      Metric metric = defined.get(m);
      double[] difference = new double[resamples];
      for (int r = 0; r < resamples; r++) {
        difference[r] = left[m][r] - right[m][r];
      }
      differences.put(metric.name(), bounded(metric.of(a) - metric.of(b), difference));
    }
    return differences;
  }

  /// Values by metric and resample.
  private double[][] resampled(List<Metric> metrics, List<Tally> rows) {
    double[][] values = new double[metrics.size()][resamples];
    Columns columns = Columns.of(rows);
    SplitMix64 random = new SplitMix64(seed);
    for (int r = 0; r < resamples; r++) {
      double[] sums = new double[columns.names().size()];
      for (int i = 0; i < rows.size(); i++) {
        double[] row = columns.rows()[random.draw(rows.size())];
        for (int c = 0; c < sums.length; c++) {
          sums[c] += row[c];
        }
      }
      Tally total = columns.tally(sums);
      for (int m = 0; m < values.length; m++) {
        values[m][r] = metrics.get(m).of(total);
      }
    }
    return values;
  }

  /// Resamples in which the metric is undefined (none of its rows was drawn) are left out.
  private static Interval bounded(double value, double[] resampled) {
    double[] sorted = Arrays.stream(resampled).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(value, value, value);
    }
    int low = Math.max(0, (int) Math.ceil(0.025 * sorted.length) - 1);
    int high = Math.max(0, (int) Math.ceil(0.975 * sorted.length) - 1);
    return new Interval(value, sorted[low], sorted[high]);
  }

  /// The tallies as a table, so that a thousand resamples add plain arrays.
  private record Columns(List<String> names, double[][] rows) {
    static Columns of(List<Tally> tallies) {
      SortedSet<String> names = new TreeSet<>();
      tallies.forEach(tally -> names.addAll(tally.sums().keySet()));
      List<String> order = new ArrayList<>(names);
      double[][] rows =
          tallies.stream()
              .map(tally -> order.stream().mapToDouble(tally::sum).toArray())
              .toArray(double[][]::new);
      return new Columns(order, rows);
    }

    Tally tally(double[] sums) {
      Tally tally = new Tally();
      for (int c = 0; c < sums.length; c++) {
        tally.add(names.get(c), sums[c]);
      }
      return tally;
    }
  }
}
