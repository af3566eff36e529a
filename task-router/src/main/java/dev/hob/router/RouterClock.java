// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Duration;
import java.time.Instant;

/// Time as this module sees it: a port, so that tests move it. Thread-safe.
public interface RouterClock {
  /// Wall clock, for what people read.
  Instant instant();

  /// Monotonic nanoseconds, for what is measured; only differences mean something.
  long nanos();

  /// Runs `task` once, after `delay`, on a thread of the clock. Nothing here is periodic: an idle
  /// daemon has no alarm set at all.
  Alarm after(Duration delay, Runnable task);

  /// A task that has not yet run.
  interface Alarm {
    /// Idempotent; has no effect once the task has begun.
    void cancel();
  }
}
