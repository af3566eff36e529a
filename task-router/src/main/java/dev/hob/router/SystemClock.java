// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The machine's own clock. Alarms run on one daemon thread, `hob-governor`, which parks without a
/// time-out while no alarm is set. After its end no alarm rings.
public final class SystemClock implements RouterClock, AutoCloseable {
  private final ScheduledThreadPoolExecutor alarms;

  public SystemClock() {
    alarms =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("hob-governor").daemon().unstarted(task));
    alarms.setRemoveOnCancelPolicy(true);
    alarms.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    Future<?> pending = alarms.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> pending.cancel(false);
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
