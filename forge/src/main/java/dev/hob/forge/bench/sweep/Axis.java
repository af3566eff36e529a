// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A scale from zero whose ticks are round numbers.
///
/// @param step between two ticks
/// @param end the last tick, at or above every value
record Axis(double step, double end) {
  private static final int TICKS = 4;
  private static final MathContext DIGITS = new MathContext(6);

  /// @param most largest value that must fit; 0 gives an axis to 1
  static Axis upTo(double most) {
    double reach = most > 0 ? most : 1;
    double least = reach / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least) {
        return over(factor * power, reach);
      }
    }
    return over(10 * power, reach);
  }

  private static Axis over(double step, double most) {
    return new Axis(step, step * Math.max(1, Math.ceil(most / step - 1e-9)));
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (long i = 0; i <= Math.round(end / step); i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /// For people: three digits, thousands apart.
  static String shown(double value) {
    double rounded = Math.abs(value) >= 1000 ? Math.rint(value) : threeDigits(value);
    return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(rounded);
  }

  private static double threeDigits(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(3)).doubleValue();
  }

  /// Without trailing zeros or the last bits of a double.
  static String text(double tick) {
    BigDecimal exact = BigDecimal.valueOf(tick).round(DIGITS);
    return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
  }
}
