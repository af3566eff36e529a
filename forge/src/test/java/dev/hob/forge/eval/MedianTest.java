// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.eval.stat.Bootstrap;
import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Median;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Metric.Better;
import dev.hob.forge.eval.stat.Tally;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MedianTest {
  private static List<Tally> rows(double... values) {
    return DoubleStream.of(values)
        .mapToObj(value -> {
          Tally tally = new Tally();
          Median.count(tally, "m", value);
          return tally;
        })
        .toList();
  }

  @Test
  void isTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertEquals(2, Median.of(Tally.total(rows(3, 1, 2)), "m"));
    assertEquals(2.5, Median.of(Tally.total(rows(4, 3, 1, 2)), "m"));
    assertEquals(1, Median.of(Tally.total(rows(1, 1, 9)), "m"));
    assertTrue(Double.isNaN(Median.of(new Tally(), "m")));
  }

  @Test
  void agreesWithSorting() {
    Random random = new Random(9);
    for (int round = 0; round < 200; round++) {
      double[] values =
          random.doubles(1 + random.nextInt(9)).map(v -> Math.round(4 * v) / 4.0).toArray();
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      double expected = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
      assertEquals(expected, Median.of(Tally.total(rows(values)), "m"), Arrays.toString(values));
    }
  }

  @Test
  void hasAnIntervalOfItsOwn() {
    Metric median = new Metric("m", Better.NEITHER, total -> Median.of(total, "m"));
    Interval interval =
        new Bootstrap(7, 1000).intervals(List.of(median), rows(1, 2, 3, 4, 5, 6, 7)).get("m");
    assertEquals(4, interval.value());
    assertTrue(interval.low() < 4 && interval.high() > 4, interval.toString());
  }
}
