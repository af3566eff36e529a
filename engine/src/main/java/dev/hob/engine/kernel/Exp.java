// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// `e^x` in f32 by range reduction and a polynomial, one sequence of operations for scalar and
/// vector code, so that both give the same bits. Input is clamped to [-87, 88]; relative error
/// below 3e-7 (tested).
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; e^x = 2^n e^r; e^r by its Taylor series to degree 7.
public final class Exp {
  public static final float LOW = -87f;
  public static final float HIGH = 88f;
  public static final float LOG2E = 1.442695f;

  /// 1.5 · 2^23: adding it rounds to an integer, which then stands in the low bits.
  public static final float MAGIC = 12582912f;

  public static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);

  /// ln 2 in two parts; the first (355 / 512) has few bits, so `n · LN2_HIGH` is exact.
  public static final float LN2_HIGH = 0x1.63p-1f;

  public static final float LN2_LOW = -2.1219444e-4f;
  public static final float C7 = 1f / 5040;
  public static final float C6 = 1f / 720;
  public static final float C5 = 1f / 120;
  public static final float C4 = 1f / 24;
  public static final float C3 = 1f / 6;
  public static final float C2 = 0.5f;

  private Exp() {}

  /// `tanh(x)`, from `e^2x`; absolute error below 2e-7.
  public static float tanh(float x) {
    return 1f - 2f / (of(x + x) + 1f);
  }

  public static float of(float x) {
    float clamped = Math.max(LOW, Math.min(HIGH, x));
    float shifted = Math.fma(clamped, LOG2E, MAGIC);
    float n = shifted - MAGIC;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
    float p = Math.fma(C7, r, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, 1f);
    p = Math.fma(p, r, 1f);
    int exponent = Float.floatToRawIntBits(shifted) - MAGIC_BITS;
    return p * Float.intBitsToFloat((exponent + 127) << 23);
  }
}
