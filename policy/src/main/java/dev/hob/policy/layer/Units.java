// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The units of policy files: `700MiB`, `20s`, `10m`, `90d`. A whole number and a unit, no space,
/// no sign.
final class Units {
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,18})(B|KiB|MiB|GiB)");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,18})(ms|s|m|h|d)");

  private Units() {}

  /// Empty if `text` is no size, or one beyond a `long`.
  static OptionalLong bytes(String text) {
    Matcher match = BYTES.matcher(text);
    if (!match.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (match.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(match.group(1));
    return number > Long.MAX_VALUE >> shift
        ? OptionalLong.empty()
        : OptionalLong.of(number << shift);
  }

  /// The largest unit that divides.
  static String bytes(long bytes) {
    String[] names = {"B", "KiB", "MiB", "GiB"};
    int unit = 0;
    long value = bytes;
    while (unit < 3 && value != 0 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return value + names[unit];
  }

  /// Empty if `text` is no duration, or one beyond ten thousand years.
  static Optional<Duration> duration(String text) {
    Matcher match = DURATION.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long unitMillis =
        switch (match.group(2)) {
          case "ms" -> 1L;
          case "s" -> 1000L;
          case "m" -> 60_000L;
          case "h" -> 3_600_000L;
          default -> 86_400_000L;
        };
    long number = Long.parseLong(match.group(1));
    return number > MAX_MILLIS / unitMillis
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(number * unitMillis));
  }

  private static final long MAX_MILLIS = 10_000L * 365 * 86_400_000L;

  /// The largest unit that divides.
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    long[] sizes = {86_400_000L, 3_600_000L, 60_000L, 1000L};
    String[] names = {"d", "h", "m", "s"};
    for (int i = 0; i < sizes.length; i++) {
      if (millis != 0 && millis % sizes[i] == 0) {
        return millis / sizes[i] + names[i];
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }
}
