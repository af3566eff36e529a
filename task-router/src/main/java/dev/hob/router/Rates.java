// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// Tokens per second of one place, from moving averages.
///
/// @param samples runs behind the figures; 0 = assumed, never measured
public record Rates(double prefillTokensPerSecond, double decodeTokensPerSecond, long samples) {
  public Rates {
    if (!(prefillTokensPerSecond > 0) || !(decodeTokensPerSecond > 0) || samples < 0) {
      throw new IllegalArgumentException(
          "rates " + prefillTokensPerSecond + ", " + decodeTokensPerSecond + ", " + samples);
    }
  }
}
