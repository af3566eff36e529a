// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/// What several rounds gave of one figure.
///
/// @param unit e.g. `tokens/s`
public record Figure(double median, double least, double most, String unit) {
  static Figure of(List<Double> values, String unit) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Figure(median(sorted), sorted[0], sorted[sorted.length - 1], unit);
  }

  /// The middle one; of an even number the mean of the two in the middle.
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("median", rounded(median))
        .put("min", rounded(least))
        .put("max", rounded(most))
        .put("unit", unit);
  }

  public static double rounded(double value) {
    double scale = Math.pow(10, 3 - Math.ceil(Math.log10(Math.max(1e-9, Math.abs(value)))));
    return Math.round(value * scale * 10) / (scale * 10);
  }
}
