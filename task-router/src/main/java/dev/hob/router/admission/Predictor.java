// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import dev.hob.router.Prediction;
import dev.hob.router.Rates;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Predicts first token and finish of one place from its rates, and learns how far off that is.
/// Thread-safe.
///
/// The bare estimate is `tokens / rate`, times the sequences that share the place. What it cannot
/// know (cached prefixes, answers shorter than their limit, what batching saves, fixed costs) is
/// learnt as the ratio of real to bare time, for each feature over its last 64 requests; a
/// prediction is the bare estimate times the 90th percentile of these, so that nine in ten should
/// be kept. Until eight are known a margin of two stands in.
///
/// A ratio tells something of the rates that it was learnt with. Those that an earlier process left
/// may be wrong by any factor, so what was learnt with them counts with them alone. Without a
/// measurement the first run of a process also pays for what only a first run pays for: with such
/// rates a margin of three stands in.
public final class Predictor {
  private static final int WINDOW = 64;
  private static final int ENOUGH = 8;
  private static final double FIRST_MARGIN = 2.0;
  private static final double COLD_MARGIN = 3.0;
  private static final int MAX_FEATURES = 64;

  /// No prediction below it: clocks, threads and the door cost that much anyway.
  private static final Duration FLOOR = Duration.ofMillis(5);

  private final RateMeter meter;

  /// The least recently used is forgotten.
  private final Map<Key, Ratios> ratios =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Ratios> eldest) {
          return size() > MAX_FEATURES;
        }
      };

  public Predictor(RateMeter meter) {
    this.meter = meter;
  }

  /// @param wait expected time in the queue, without margin
  public Prediction predict(String feature, Duration wait, Bare bare) {
    synchronized (ratios) {
      Ratios known = ratios.get(new Key(feature, bare.footing));
      double unlearnt = bare.footing.isKept() ? COLD_MARGIN : FIRST_MARGIN;
      double first = known == null ? unlearnt : known.firstToken.margin(unlearnt);
      double finish = known == null ? unlearnt : known.finish.margin(unlearnt);
      Duration queued = Duration.ofNanos((long) (wait.toNanos() * Math.max(1, finish)));
      Duration firstToken = queued.plus(atLeastFloor(bare.firstTokenNanos * first));
      Duration end = queued.plus(atLeastFloor(bare.finishNanos * finish));
      return new Prediction(firstToken, end.compareTo(firstToken) < 0 ? firstToken : end);
    }
  }

  /// The estimate without margin and queue.
  ///
  /// @param firstPrompt tokens of the call that gives the first token
  /// @param allPrompts tokens of all calls
  /// @param load sequences that will share the place, itself included, >= 1
  public Bare bare(int firstPrompt, int allPrompts, int outputTokens, int load) {
    Rates rates = meter.rates();
    double firstToken = 1e9 * Math.max(1, firstPrompt) / rates.prefillTokensPerSecond();
    double finish =
        1e9 * Math.max(1, allPrompts) / rates.prefillTokensPerSecond()
            + 1e9 * Math.max(1, outputTokens) / rates.decodeTokensPerSecond();
    return new Bare(load * firstToken, load * finish, meter.footing());
  }

  /// Tells what a request really took, from the moment its turn came.
  public void learn(String feature, Bare bare, long firstTokenNanos, long finishNanos) {
    synchronized (ratios) {
      Ratios known = ratios.computeIfAbsent(new Key(feature, bare.footing), k -> new Ratios());
      known.firstToken.add(firstTokenNanos / bare.firstTokenNanos);
      known.finish.add(finishNanos / bare.finishNanos);
    }
  }

  private static Duration atLeastFloor(double nanos) {
    Duration duration = Duration.ofNanos((long) nanos);
    return duration.compareTo(FLOOR) < 0 ? FLOOR : duration;
  }

  /// Estimates from rates alone, in nanoseconds, > 0.
  ///
  /// @param footing of these rates
  public record Bare(double firstTokenNanos, double finishNanos, RateMeter.Footing footing) {}

  private record Key(String feature, RateMeter.Footing footing) {}

  private static final class Ratios {
    final Window firstToken = new Window();
    final Window finish = new Window();
  }

  /// The last ratios, oldest overwritten.
  private static final class Window {
    private final double[] values = new double[WINDOW];
    private int count;

    void add(double ratio) {
      values[count % WINDOW] = ratio;
      count++;
    }

    /// @param unlearnt what stands in for too few ratios
    double margin(double unlearnt) {
      if (count < ENOUGH) {
        return unlearnt;
      }
      int known = Math.min(count, WINDOW);
      double[] sorted = Arrays.copyOf(values, known);
      Arrays.sort(sorted);
      return sorted[(int) Math.ceil(0.9 * known) - 1];
    }
  }
}
