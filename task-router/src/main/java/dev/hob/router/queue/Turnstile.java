// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.queue;

import dev.hob.router.QueueClass;
import dev.hob.router.RouterClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Gives out a place's turns. Thread-safe; its lock is held over no I/O and no callback. A turn
/// that is left, waiting or running, leaves nothing behind.
///
/// Slots are kept free for interactive work, and background work takes at most half of the others:
/// that bounds what an interactive arrival meets, without any pausing.
public final class Turnstile {
  private final QueueOptions options;
  private final RouterClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final FairQueue<Turn> waiting;
  private final Set<Turn> active = new LinkedHashSet<>();
  private long given;

  public Turnstile(QueueOptions options, RouterClock clock) {
    this.options = options;
    this.clock = clock;
    waiting = new FairQueue<>(options);
  }

  /// Joins the queue.
  ///
  /// @param cost tokens, for the fair share
  /// @param expected time the work would take with the place to itself
  /// @return empty when the queue is full for this class or app
  public Optional<Turn> enter(QueueClass queueClass, String app, long cost, Duration expected) {
    lock.lock();
    try {
      Turn turn = new Turn(this, queueClass, clock.nanos(), expected.toNanos());
      boolean joined =
          waiting.offer(
              new FairQueue.Entry<>(turn, queueClass, app, turn.arrivalNanos, Math.max(1, cost)));
      if (!joined) {
        return Optional.empty();
      }
      dispatch();
      return Optional.of(turn);
    } finally {
      lock.unlock();
    }
  }

  /// How long a new entry of `queueClass` would probably wait; nothing if it could go at once.
  ///
  /// The turns share one machine, so the work ahead takes as long as it would take one after the
  /// other. With `n` entries ahead it is the `n + 1` st turn to end that makes room, out of all
  /// that are running or ahead: that share of the work is the wait.
  public Duration expectedWait(QueueClass queueClass) {
    lock.lock();
    try {
      var ahead = waiting.ahead(queueClass, clock.nanos());
      if (ahead.isEmpty() && eligible().contains(queueClass)) {
        return Duration.ZERO;
      }
      long nanos = 0;
      for (Turn turn : active) {
        long done = (clock.nanos() - turn.startNanos) / active.size();
        nanos += Math.max(0, turn.expectedNanos - done);
      }
      for (var entry : ahead) {
        nanos += entry.item().expectedNanos;
      }
      return Duration.ofNanos(
          nanos * (ahead.size() + 1) / Math.max(1, active.size() + ahead.size()));
    } finally {
      lock.unlock();
    }
  }

  /// Waiting entries by class.
  public Map<QueueClass, Integer> waiting() {
    lock.lock();
    try {
      return waiting.sizes();
    } finally {
      lock.unlock();
    }
  }

  /// Turns given out and not yet left.
  public int active() {
    lock.lock();
    try {
      return active.size();
    } finally {
      lock.unlock();
    }
  }

  /// Turns given out so far: whether one was between two moments.
  public long given() {
    lock.lock();
    try {
      return given;
    } finally {
      lock.unlock();
    }
  }

  public int slots() {
    return options.slots();
  }

  void leave(Turn turn) {
    lock.lock();
    try {
      turn.release();
      if (active.remove(turn) || waiting.remove(turn)) {
        dispatch();
      }
    } finally {
      lock.unlock();
    }
  }

  private void dispatch() {
    while (true) {
      var next = waiting.poll(clock.nanos(), eligible());
      if (next.isEmpty()) {
        return;
      }
      Turn turn = next.get().item();
      active.add(turn);
      given++;
      turn.grant(clock.nanos());
    }
  }

  /// Classes of which one more may go now.
  private Set<QueueClass> eligible() {
    Set<QueueClass> eligible = EnumSet.noneOf(QueueClass.class);
    if (active.size() < options.slots()) {
      eligible.add(QueueClass.INTERACTIVE);
    }
    int open = options.slots() - options.reservedInteractive();
    if (active.size() < open) {
      eligible.add(QueueClass.DEFAULT);
      long background = active.stream().filter(t -> t.queueClass == QueueClass.BACKGROUND).count();
      if (background < Math.max(1, open / 2)) {
        eligible.add(QueueClass.BACKGROUND);
      }
    }
    return eligible;
  }
}
