// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import java.time.Duration;

/// One limit for everything that one call of an action needs. Immutable.
///
/// @param limit as it was given
/// @param end on the scale of `System.nanoTime`
record CallDeadline(Duration limit, long end) {
  static CallDeadline in(Duration limit) {
    return new CallDeadline(limit, System.nanoTime() + limit.toNanos());
  }

  /// At least a millisecond, so that what is overdue fails in the usual way.
  Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
  }

  Duration leftBut(Duration most) {
    Duration left = left();
    return left.compareTo(most) < 0 ? left : most;
  }
}
