// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.channel;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The sending end of a channel: hands over without waiting, and counts what there was no room for.
/// Thread-safe.
public final class CountedChannel<T> {
  /// @param dropped not taken, because the buffer was full
  public record Counts(long accepted, long dropped) {}

  private final Consumer<T> emitter;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /// @param emitter throws `IllegalStateException` when its buffer is full
  public CountedChannel(Consumer<T> emitter) {
    this.emitter = emitter;
  }

  /// @return whether there was room
  public boolean send(T message) {
    try {
      emitter.accept(message);
      accepted.incrementAndGet();
      return true;
    } catch (IllegalStateException full) {
      dropped.incrementAndGet();
      return false;
    }
  }

  public Counts counts() {
    return new Counts(accepted.get(), dropped.get());
  }
}
