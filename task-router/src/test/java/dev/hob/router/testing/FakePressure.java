// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.testing;

import dev.hob.router.governor.Pressure;
import org.jspecify.annotations.Nullable;

/// Pressure at a test's word. Strict: a sign that nobody listens to is an error.
public final class FakePressure implements Pressure {
  private @Nullable Runnable listener;
  private boolean closed;

  @Override
  public void listen(Runnable newListener) {
    if (listener != null) {
      throw new IllegalStateException("already listened to");
    }
    listener = newListener;
  }

  /// One sign, told in this thread.
  public void press() {
    Runnable told = listener;
    if (told == null || closed) {
      throw new IllegalStateException("nobody listens");
    }
    told.run();
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
