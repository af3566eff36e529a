// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import dev.hob.features.act.ActionPort.Change;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Looks whether a call changed something: at once, and again whenever the app signals a change,
/// until it has or a short bound passes. One thread looks; signals come from any.
final class Effect {
  /// Apps answer before they have redrawn; what takes longer is not the action's own doing.
  private static final Duration BOUND = Duration.ofMillis(600);

  /// Reads the state now.
  @FunctionalInterface
  interface Look {
    /// @return what differs from before
    Optional<Change> now() throws InterruptedException;
  }

  private final Semaphore signals = new Semaphore(0);

  void signalled() {
    signals.release();
  }

  Optional<Change> await(CallDeadline deadline, Look look) throws InterruptedException {
    CallDeadline bound = CallDeadline.in(deadline.leftBut(BOUND));
    while (true) {
      Optional<Change> seen = look.now();
      if (seen.isPresent()
          || !signals.tryAcquire(bound.end() - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return seen;
      }
      signals.drainPermits();
    }
  }
}
