// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import dev.hob.router.Rates;

/// Tokens per second of one place as exponential moving averages. Thread-safe.
///
/// Short stretches say more about fixed costs than about the rate and are left out; what they cost
/// comes back through the margin of [Predictor].
public final class RateMeter {
  private static final double NEWEST = 0.2;
  private static final int MIN_PREFILL_TOKENS = 16;
  private static final int MIN_DECODE_TOKENS = 8;

  private Rates rates;

  /// @param assumed used until something is measured
  public RateMeter(Rates assumed) {
    rates = assumed;
  }

  public synchronized Rates rates() {
    return rates;
  }

  /// Takes a measurement as the first truth, in the place of what was assumed.
  public synchronized void seed(Rates measured) {
    if (rates.samples() == 0) {
      rates = measured;
    }
  }

  /// @param prefillTokens tokens that were computed, cached ones not counted
  /// @param decodeTokens tokens after the first
  public synchronized void add(
      int prefillTokens, long prefillNanos, int decodeTokens, long decodeNanos) {
    boolean prefill = prefillTokens >= MIN_PREFILL_TOKENS && prefillNanos > 0;
    boolean decode = decodeTokens >= MIN_DECODE_TOKENS && decodeNanos > 0;
    if (!prefill && !decode) {
      return;
    }
    rates =
        new Rates(
            prefill
                ? mix(rates.prefillTokensPerSecond(), 1e9 * prefillTokens / prefillNanos)
                : rates.prefillTokensPerSecond(),
            decode
                ? mix(rates.decodeTokensPerSecond(), 1e9 * decodeTokens / decodeNanos)
                : rates.decodeTokensPerSecond(),
            rates.samples() + 1);
  }

  private double mix(double old, double newest) {
    return rates.samples() == 0 ? newest : old + NEWEST * (newest - old);
  }
}
