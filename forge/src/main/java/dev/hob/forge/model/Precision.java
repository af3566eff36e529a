// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

/// How matrix products are computed. Weights, sums and all other operations stay float32.
public enum Precision {
  /// Products of float32.
  FP32("fp32"),
  /// Factors rounded to bfloat16, sums in float32: two to three times faster where the processor
  /// has matrix tiles (AMX).
  BF16_PRODUCTS("bf16-products");

  private final String written;

  Precision(String written) {
    this.written = written;
  }

  /// How options and records write it.
  public String written() {
    return written;
  }

  /// By its written form.
  ///
  /// @throws IllegalArgumentException for another word
  public static Precision of(String written) {
    for (Precision precision : values()) {
      if (precision.written.equals(written)) {
        return precision;
      }
    }
    throw new IllegalArgumentException("precision is fp32 or bf16-products, not " + written);
  }
}
