// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.queue;

import dev.hob.router.QueueClass;
import java.util.concurrent.CountDownLatch;

/// One place in the queue, then one slot. Thread-safe; closing it in any state frees it.
public final class Turn implements AutoCloseable {
  private final Turnstile turnstile;
  private final CountDownLatch decided = new CountDownLatch(1);
  final QueueClass queueClass;
  final long arrivalNanos;
  final long expectedNanos;

  /// Set under the turnstile's lock before `decided` falls.
  volatile long startNanos;

  private volatile boolean granted;
  private volatile boolean left;

  Turn(Turnstile turnstile, QueueClass queueClass, long arrivalNanos, long expectedNanos) {
    this.turnstile = turnstile;
    this.queueClass = queueClass;
    this.arrivalNanos = arrivalNanos;
    this.expectedNanos = expectedNanos;
  }

  /// Blocks until this turn has come or was left.
  ///
  /// @return false when it was left
  public boolean await() throws InterruptedException {
    decided.await();
    return !left;
  }

  /// Nanoseconds waited until the turn came; still growing while it has not.
  public long waitedNanos(long nowNanos) {
    return (granted ? startNanos : nowNanos) - arrivalNanos;
  }

  @Override
  public void close() {
    turnstile.leave(this);
  }

  /// Called under the turnstile's lock.
  void grant(long nowNanos) {
    startNanos = nowNanos;
    granted = true;
    decided.countDown();
  }

  /// Called under the turnstile's lock.
  void release() {
    left = true;
    decided.countDown();
  }
}
