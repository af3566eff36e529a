// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import dev.hob.router.RateOrigin;
import dev.hob.router.Rates;
import java.time.Instant;
import java.util.Arrays;

/// Tokens per second that one place gives in all, from the runs seen there. Thread-safe.
///
/// The median of the last fifteen runs, not a moving average: the first runs of a fresh process are
/// compiled as they go and can be a hundred times slower, and an average would carry that for
/// dozens of requests (measured: first token promised after 9.6 s, come after 0.56). Runs that
/// shared the batch are scaled by how many did, so that the figure stays that of the machine. Short
/// stretches say more about fixed costs than about the rate and are left out; what they cost comes
/// back through the margin of [Predictor].
public final class RateMeter {
  private static final int MIN_PREFILL_TOKENS = 16;
  private static final int MIN_DECODE_TOKENS = 8;

  private final Rates assumed;
  private final Window prefill = new Window();
  private final Window decode = new Window();
  private RateOrigin seed = new RateOrigin.Assumed();
  private long samples;

  /// @param assumed used until something is measured
  public RateMeter(Rates assumed) {
    this.assumed = assumed;
  }

  public synchronized Rates rates() {
    return new Rates(
        prefill.median(assumed.prefillTokensPerSecond()),
        decode.median(assumed.decodeTokensPerSecond()),
        samples);
  }

  /// Takes a measurement as the first truth, in the place of what was assumed or kept.
  public synchronized void seed(Rates measured) {
    if (samples == 0 || seed instanceof RateOrigin.Kept) {
      begin(
          measured.prefillTokensPerSecond(),
          measured.decodeTokensPerSecond(),
          new RateOrigin.Measured());
    }
  }

  /// Takes what an earlier process left as the first truth, in the place of what was assumed. Two
  /// runs outvote it.
  public synchronized void seed(KeptRates.Kept kept) {
    if (samples == 0) {
      begin(
          kept.prefillTokensPerSecond(),
          kept.decodeTokensPerSecond(),
          new RateOrigin.Kept(kept.at()));
    }
  }

  private void begin(double prefillRate, double decodeRate, RateOrigin origin) {
    prefill.begin(prefillRate);
    decode.begin(decodeRate);
    seed = origin;
    samples++;
  }

  public synchronized RateOrigin origin() {
    boolean learnt =
        seed instanceof RateOrigin.Assumed
            ? samples > 0
            : prefill.outvotesItsSeed() && decode.outvotesItsSeed();
    return learnt ? new RateOrigin.Learnt() : seed;
  }

  /// Which of the rates are still those of an earlier process.
  public synchronized Footing footing() {
    boolean kept = seed instanceof RateOrigin.Kept;
    return new Footing(kept && !prefill.outvotesItsSeed(), kept && !decode.outvotesItsSeed());
  }

  /// What is worth leaving to the next process, once a seed was there to begin with.
  ///
  /// @param now the date of what runs have shown; where they have not shown both rates, the date is
  ///   that of what was kept
  public synchronized KeptRates.Kept toKeep(Instant now) {
    boolean all = prefill.runs() > 0 && decode.runs() > 0;
    Instant at = !all && seed instanceof RateOrigin.Kept(Instant then) ? then : now;
    return new KeptRates.Kept(prefill.toKeep(), decode.toKeep(), at);
  }

  /// One run.
  ///
  /// @param load sequences that shared the place meanwhile, itself included, >= 1
  public synchronized void add(Stretch prefilled, Stretch decoded, double load) {
    boolean prefills = prefilled.tokens() >= MIN_PREFILL_TOKENS && prefilled.nanos() > 0;
    boolean decodes = decoded.tokens() >= MIN_DECODE_TOKENS && decoded.nanos() > 0;
    if (prefills) {
      prefill.add(prefilled.rate() * load);
    }
    if (decodes) {
      decode.add(decoded.rate() * load);
    }
    if (prefills || decodes) {
      samples++;
    }
  }

  /// Tokens that took a time.
  public record Stretch(int tokens, long nanos) {
    double rate() {
      return 1e9 * tokens / nanos;
    }
  }

  /// @param prefillKept the rate of prompts is an earlier process'
  /// @param decodeKept the rate of answers is
  public record Footing(boolean prefillKept, boolean decodeKept) {
    /// Whether any of it is an earlier process'.
    public boolean isKept() {
      return prefillKept || decodeKept;
    }
  }

  /// The last values, oldest overwritten. The first may be a seed, which no run gave.
  private static final class Window {
    private final double[] values = new double[15];
    private boolean seeded;
    private int count;

    /// Before any run, or in the place of an earlier seed.
    void begin(double value) {
      if (count <= values.length) {
        values[0] = value;
      }
      count = Math.max(1, count);
      seeded = true;
    }

    void add(double value) {
      values[count % values.length] = value;
      count++;
    }

    int runs() {
      return seeded ? count - 1 : count;
    }

    /// Where two runs agree that the seed is wrong, the median is one of theirs.
    boolean outvotesItsSeed() {
      return runs() >= 2;
    }

    /// Of an even number, the upper one: of a cold and a warm run, the warm.
    double median(double ifEmpty) {
      if (count == 0) {
        return ifEmpty;
      }
      double[] sorted = Arrays.copyOf(values, Math.min(count, values.length));
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }

    /// The median; what lies between seed and run where there is one of each. The upper of the two
    /// would only ever climb from process to process.
    double toKeep() {
      return seeded && runs() == 1 ? Math.sqrt(values[0] * values[1]) : median(Double.NaN);
    }
  }
}
