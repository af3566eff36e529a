// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.testing;

import dev.hob.router.RouterClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A clock that tests move. Alarms run in the thread that moves it, in their order.
public final class FakeClock implements RouterClock {
  private static final Instant START = Instant.parse("2026-01-01T08:00:00Z");

  private final List<Pending> alarms = new ArrayList<>();
  private long nanos;

  @Override
  public synchronized Instant instant() {
    return START.plusNanos(nanos);
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Alarm after(Duration delay, Runnable task) {
    Pending pending = new Pending(nanos + delay.toNanos(), task);
    alarms.add(pending);
    return () -> remove(pending);
  }

  public void advance(Duration duration) {
    long end = nanos() + duration.toNanos();
    while (true) {
      Optional<Pending> due = takeDue(end);
      if (due.isEmpty()) {
        break;
      }
      due.get().task().run();
    }
    synchronized (this) {
      nanos = end;
    }
  }

  /// Alarms that are set.
  public synchronized int alarms() {
    return alarms.size();
  }

  private synchronized void remove(Pending pending) {
    alarms.remove(pending);
  }

  private synchronized Optional<Pending> takeDue(long end) {
    Optional<Pending> due =
        alarms.stream()
            .filter(a -> a.atNanos() <= end)
            .min(Comparator.comparingLong(Pending::atNanos));
    due.ifPresent(a -> {
      alarms.remove(a);
      nanos = Math.max(nanos, a.atNanos());
    });
    return due;
  }

  private record Pending(long atNanos, Runnable task) {}
}
