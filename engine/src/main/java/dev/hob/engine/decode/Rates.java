// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

/// Moving averages of what steps take. Batch-loop thread only.
final class Rates {
  private static final double DECODE_SHARE = 0.1;
  private static final double PREFILL_WINDOW = 512;

  private double prefillNanos;
  private double decodeNanos;

  /// @param prompt prompt tokens of the step
  /// @param decoding sequences that decoded in it
  void step(int prompt, int decoding, long nanos) {
    if (prompt > 0) {
      prefillNanos = move(prefillNanos, (double) nanos / prompt, prompt / PREFILL_WINDOW);
    } else if (decoding > 0) {
      decodeNanos = move(decodeNanos, (double) nanos, DECODE_SHARE);
    }
  }

  private static double move(double average, double value, double share) {
    return average == 0 ? value : average + Math.min(0.5, share) * (value - average);
  }

  double prefillTokensPerSecond() {
    return prefillNanos == 0 ? 0 : 1e9 / prefillNanos;
  }

  double decodeTokensPerSecond() {
    return decodeNanos == 0 ? 0 : 1e9 / decodeNanos;
  }
}
