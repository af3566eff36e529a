// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.forge.eval.stat.Bootstrap;
import dev.hob.forge.eval.stat.ClassScores;
import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Metric.Better;
import dev.hob.forge.eval.stat.SplitMix64;
import dev.hob.forge.eval.stat.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Intervals of corpus scores against a plain recount of every resample.
class CorpusBootstrapTest {
  private static final List<String> CLASSES = List.of("high", "normal", "low");
  private static final int RESAMPLES = 200;

  private record Item(String gold, String said, double confidence) {}

  private static List<List<Item>> rows(long seed) {
    Random random = new Random(seed);
    List<List<Item>> rows = new ArrayList<>();
    for (int r = 0; r < 17; r++) {
      List<Item> items = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        items.add(
            new Item(
                CLASSES.get(random.nextInt(3)),
                CLASSES.get(random.nextInt(3)),
                random.nextInt(101) / 100.0));
      }
      rows.add(items);
    }
    return rows;
  }

  private static Tally tally(List<Item> items) {
    Tally tally = new Tally();
    for (Item item : items) {
      ClassScores.countClass(tally, item.gold(), item.said());
      ClassScores.countConfidence(tally, item.confidence(), item.gold().equals(item.said()));
    }
    return tally;
  }

  private static double macroF1(List<Item> items) {
    double sum = 0;
    int classes = 0;
    for (String name : CLASSES) {
      long gold = items.stream().filter(i -> i.gold().equals(name)).count();
      long said = items.stream().filter(i -> i.said().equals(name)).count();
      long both =
          items.stream().filter(i -> i.gold().equals(name) && i.said().equals(name)).count();
      if (gold + said > 0) {
        classes++;
        sum += 2.0 * both / (gold + said);
      }
    }
    return sum / classes;
  }

  private static double ece(List<Item> items) {
    double error = 0;
    for (int bin = 0; bin < 10; bin++) {
      double gap = 0;
      for (Item item : items) {
        if (Math.clamp((int) Math.ceil(10 * item.confidence()) - 1, 0, 9) == bin) {
          gap += (item.gold().equals(item.said()) ? 1 : 0) - item.confidence();
        }
      }
      error += Math.abs(gap);
    }
    return error / items.size();
  }

  @Test
  void everyResampleIsRecounted() {
    long seed = 20261125;
    List<List<Item>> rows = rows(seed);
    List<Metric> metrics =
        List.of(
            new Metric("macro_f1", Better.MORE, ClassScores::macroF1),
            new Metric("ece", Better.LESS, ClassScores::ece));
    var intervals =
        new Bootstrap(7, RESAMPLES)
            .intervals(metrics, rows.stream().map(CorpusBootstrapTest::tally).toList());
    double[] f1 = new double[RESAMPLES];
    double[] ece = new double[RESAMPLES];
    SplitMix64 random = new SplitMix64(7);
    for (int r = 0; r < RESAMPLES; r++) {
      List<Item> drawn = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        drawn.addAll(rows.get(random.draw(rows.size())));
      }
      f1[r] = macroF1(drawn);
      ece[r] = ece(drawn);
    }
    check(f1, intervals.get("macro_f1"), "rows of seed " + seed);
    check(ece, intervals.get("ece"), "rows of seed " + seed);
  }

  private static void check(double[] resampled, Interval interval, String about) {
    Arrays.sort(resampled);
    assertEquals(resampled[4], interval.low(), 1e-9, about);
    assertEquals(resampled[194], interval.high(), 1e-9, about);
  }
}
