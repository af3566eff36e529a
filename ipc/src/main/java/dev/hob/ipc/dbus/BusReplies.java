// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.freedesktop.dbus.messages.Message;

/// Calls that wait for their reply, by serial. Thread-safe; an entry leaves with its caller.
final class BusReplies {
  private final Map<Long, CompletableFuture<Optional<Message>>> waiting = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /// @param send writes the call, once its reply is expected
  /// @return the reply or the error; empty where none came within `limit`, or the bus ended
  Optional<Message> await(long serial, Duration limit, Runnable send) throws InterruptedException {
    CompletableFuture<Optional<Message>> reply = new CompletableFuture<>();
    waiting.put(serial, reply);
    try {
      if (ended) {
        return Optional.empty();
      }
      send.run();
      return reply.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a reply is never a failure", e);
    } finally {
      waiting.remove(serial);
    }
  }

  void arrived(Message reply) {
    Optional.ofNullable(waiting.remove(reply.getReplySerial()))
        .ifPresent(future -> future.complete(Optional.of(reply)));
  }

  /// Nothing will arrive any more.
  void endAll() {
    ended = true;
    waiting.values().forEach(future -> future.complete(Optional.empty()));
  }

  boolean ended() {
    return ended;
  }
}
