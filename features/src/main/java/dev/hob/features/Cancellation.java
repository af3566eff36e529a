// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Ticket;
import org.jspecify.annotations.Nullable;

/// How one request is cancelled, whatever it is at: its ticket while the answer is made, its thread
/// while a person is asked, nothing once it has begun to change something. Any thread may cancel;
/// all else is called by the request's own.
final class Cancellation {
  /// All guarded by this.
  private boolean cancelled;

  private @Nullable Ticket ticket;
  private @Nullable Thread waiting;

  /// Idempotent.
  void cancel() {
    Ticket running;
    synchronized (this) {
      cancelled = true;
      running = ticket;
      if (waiting != null) {
        waiting.interrupt();
        waiting = null;
      }
    }
    if (running != null) {
      running.cancel();
    }
  }

  /// From here on a cancel goes to `open`.
  ///
  /// @throws RefusedException cancelled already
  void hold(Ticket open) {
    boolean late;
    synchronized (this) {
      ticket = open;
      late = cancelled;
    }
    if (late) {
      open.cancel();
      throw new RefusedException(new Refusal.Cancelled());
    }
  }

  /// From here on a cancel interrupts this thread.
  ///
  /// @throws RefusedException cancelled already
  synchronized void waitHere() {
    check();
    waiting = Thread.currentThread();
  }

  /// From here on a cancel changes nothing any more.
  ///
  /// @throws RefusedException cancelled already
  synchronized void commit() {
    check();
    waiting = null;
  }

  /// The request has ended: its thread belongs to others again.
  synchronized void end() {
    waiting = null;
  }

  /// @throws RefusedException cancelled
  synchronized void check() {
    if (cancelled) {
      throw new RefusedException(new Refusal.Cancelled());
    }
  }
}
