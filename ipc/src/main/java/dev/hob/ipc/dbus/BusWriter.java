// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.freedesktop.dbus.messages.Message;

/// The one thread that writes to a connection, so that an interrupted caller can never close it in
/// mid-write. What one thread sends keeps its order.
final class BusWriter implements AutoCloseable {
  private static final int OUTGOING = 512;

  private final BusLink link;
  private final BlockingQueue<Message> outgoing = new ArrayBlockingQueue<>(OUTGOING);
  private final Thread thread;

  BusWriter(BusLink link, String name) {
    this.link = link;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::writeAll);
  }

  void start() {
    thread.start();
  }

  /// Blocks while the bus takes nothing; a message of a caller that is being interrupted is
  /// dropped.
  void send(Message message) {
    try {
      outgoing.put(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Never blocks, not even for an interrupted thread; a connection that takes nothing is closed.
  void sendAnyway(Message message) {
    if (!outgoing.offer(message)) {
      closeLink(); // half a thousand unsent messages: that bus reads nothing any more
    }
  }

  private void writeAll() {
    try {
      while (true) {
        link.write(outgoing.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      closeLink();
    }
  }

  private void closeLink() {
    try {
      link.close();
    } catch (IOException e) {
      // The reader meets the same end.
    }
  }

  /// Ends the thread and the connection; the reader meets its end.
  @Override
  public void close() {
    thread.interrupt();
    closeLink();
  }
}
