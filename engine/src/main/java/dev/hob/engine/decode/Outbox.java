// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.Generation;
import dev.hob.engine.TokenEvent;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/// What a sequence and its consumer share: events one way, wishes the other.
///
/// Bounded: the loop leaves a sequence alone while fewer than [#ROOM] places are free, so what it
/// must still say (start, token, end) always fits and never blocks it.
final class Outbox implements Generation {
  static final int PLACES = 64;
  private static final int ROOM = 3;

  private final Runnable wake;
  private final BlockingQueue<TokenEvent> events = new ArrayBlockingQueue<>(PLACES);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean cancelled;
  private volatile boolean held;
  private volatile boolean full;

  /// @param wake makes the batch loop look at its sequences again
  Outbox(Runnable wake) {
    this.wake = wake;
  }

  @Override
  public TokenEvent next() throws InterruptedException {
    TokenEvent event = events.take();
    if (full) {
      wake.run();
    }
    return event;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wake.run();
  }

  @Override
  public void pause() {
    held = true;
  }

  @Override
  public void resume() {
    held = false;
    wake.run();
  }

  @Override
  public void close() {
    cancel();
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // From here on: batch-loop thread only.

  boolean cancelled() {
    return cancelled;
  }

  boolean ended() {
    return ended.getCount() == 0;
  }

  /// Whether the consumer wants this to go on and has left room for what a step may say.
  boolean ready() {
    full = events.remainingCapacity() < ROOM;
    // A take between the two looks has not seen `full`: look again.
    if (full && events.remainingCapacity() >= ROOM) {
      full = false;
    }
    return !full && !held;
  }

  /// Tokens that a step may say, the end left out.
  int room() {
    return events.remainingCapacity() - 1;
  }

  void say(TokenEvent event) {
    if (!events.offer(event)) {
      throw new IllegalStateException("outbox overrun");
    }
  }

  void end(TokenEvent.Finished event) {
    say(event);
    ended.countDown();
  }
}
