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
  /// @param drawn tokens that they got
  void step(int prompt, int decoding, int drawn, long nanos) {
    if (prompt > 0) {
      prefillNanos = move(prefillNanos, (double) nanos / prompt, prompt / PREFILL_WINDOW);
    } else if (drawn > 0) {
      decodeNanos = move(decodeNanos, (double) nanos * decoding / drawn, DECODE_SHARE);
    }
  }

  private static double move(double average, double value, double share) {
    return average == 0 ? value : average + Math.min(0.5, share) * (value - average);
  }

  double prefillTokensPerSecond() {
    return prefillNanos == 0 ? 0 : 1e9 / prefillNanos;
  }

  /// How long `tokens` of prompts take; infinite until measured.
  double prefillSeconds(int tokens) {
    return prefillNanos == 0 ? Double.POSITIVE_INFINITY : tokens * prefillNanos / 1e9;
  }

  double decodeTokensPerSecond() {
    return decodeNanos == 0 ? 0 : 1e9 / decodeNanos;
  }
}
