// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// Clients that follow notifications and digests as they come. Each has a bounded queue; a client
/// that does not keep up loses its oldest events, not the others' speed. Thread-safe.
public final class Watchers {
  private static final int MOST_WATCHERS = 16;
  private static final int EVENTS = 64;

  /// @param name `notification` or `digest`
  public record Event(String name, JsonNode data) {}

  /// One client's queue; close it when the client leaves.
  public final class Watch implements AutoCloseable {
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(EVENTS);

    /// Blocks for the next event.
    public Event next() throws InterruptedException {
      return queue.take();
    }

    private void offer(Event event) {
      while (!queue.offer(event)) {
        queue.poll();
      }
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  /// Empty when as many watch as may.
  public synchronized Optional<Watch> watch() {
    if (watches.size() >= MOST_WATCHERS) {
      return Optional.empty();
    }
    Watch watch = new Watch();
    watches.add(watch);
    return Optional.of(watch);
  }

  public void tell(Event event) {
    watches.forEach(watch -> watch.offer(event));
  }
}
