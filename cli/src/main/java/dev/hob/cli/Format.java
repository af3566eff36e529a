// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import java.time.Duration;
import java.util.Locale;

/// Figures for people.
public final class Format {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Format() {}

  /// Three significant figures, binary units.
  public static String bytes(long count) {
    double value = count;
    int unit = 0;
    while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String shape = unit == 0 || Math.abs(value) >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, shape, value, UNITS[unit]);
  }

  /// Two or three significant figures, e.g. `8.4 M`, `1.5 G`.
  public static String count(long number) {
    if (number >= 1_000_000_000) {
      return String.format(Locale.ROOT, "%.1f G", number / 1e9);
    }
    return number >= 1_000_000
        ? String.format(Locale.ROOT, "%.1f M", number / 1e6)
        : String.format(Locale.ROOT, "%d", number);
  }

  /// The two largest units, e.g. `3 h 12 min`.
  public static String duration(Duration time) {
    if (time.toHours() > 0) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    if (time.toMinutes() > 0) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
