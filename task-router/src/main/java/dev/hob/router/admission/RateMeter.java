// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import dev.hob.router.Rates;
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

  /// Takes a measurement as the first truth, in the place of what was assumed.
  public synchronized void seed(Rates measured) {
    if (samples == 0) {
      prefill.add(measured.prefillTokensPerSecond());
      decode.add(measured.decodeTokensPerSecond());
      samples = 1;
    }
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

  /// The last values, oldest overwritten.
  private static final class Window {
    private final double[] values = new double[15];
    private int count;

    void add(double value) {
      values[count % values.length] = value;
      count++;
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
  }
}
