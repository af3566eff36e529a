// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.time.LocalTime;
import java.util.Optional;

/// When background work may run, and what is left on battery.
///
/// @param backgroundHours empty = at any time
/// @param batteryThreads kernel threads on battery
public record PowerRules(
    Optional<Hours> backgroundHours, boolean batteryBackground, int batteryThreads) {

  /// A daily span; `to` is exclusive, and before `from` when the span passes midnight.
  public record Hours(LocalTime from, LocalTime to) {
    private static final long DAY_NANOS = 24L * 3600 * 1_000_000_000L;

    public boolean contains(LocalTime time) {
      boolean afterFrom = !time.isBefore(from);
      boolean beforeTo = time.isBefore(to);
      return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }

    /// Whether each moment of `inner` is one of this span.
    public boolean encloses(Hours inner) {
      long length = lengthNanos(this);
      return length == DAY_NANOS || offset(inner.from) + lengthNanos(inner) <= length;
    }

    private long offset(LocalTime time) {
      return Math.floorMod(time.toNanoOfDay() - from.toNanoOfDay(), DAY_NANOS);
    }

    private static long lengthNanos(Hours span) {
      long length = Math.floorMod(span.to.toNanoOfDay() - span.from.toNanoOfDay(), DAY_NANOS);
      return length == 0 ? DAY_NANOS : length;
    }

    @Override
    public String toString() {
      return from + "-" + to;
    }
  }
}
