// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;

/// When the memory of an arena is freed: once it is closed and nobody has it pinned. The ledger
/// shows it until then. Thread-safe.
final class Lifetime {
  private final Arena arena;
  private final Runnable freed;
  private int pins;
  private boolean closed;

  /// @param freed runs once, after the memory is gone
  Lifetime(Arena arena, Runnable freed) {
    this.arena = arena;
    this.freed = freed;
  }

  /// @throws IllegalStateException already closed
  synchronized Pin pin() {
    if (closed) {
      throw new IllegalStateException("the memory is closed");
    }
    pins++;
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        unpin();
      }
    };
  }

  private synchronized void unpin() {
    pins--;
    freeIfUnused();
  }

  synchronized void close() {
    closed = true;
    freeIfUnused();
  }

  private void freeIfUnused() {
    if (closed && pins == 0 && arena.scope().isAlive()) {
      arena.close();
      freed.run();
    }
  }
}
