// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CountedChannelTest {
  @Test
  void whatFindsNoRoomIsCountedAndLaterMessagesGoOn() {
    Queue<String> buffer = new ArrayDeque<>();
    CountedChannel<String> channel =
        new CountedChannel<>(message -> {
          if (buffer.size() == 2) {
            throw new IllegalStateException("SRMSG00034");
          }
          buffer.add(message);
        });
    channel.send("a");
    channel.send("b");
    channel.send("c");
    buffer.clear();
    channel.send("d");

    assertEquals(new CountedChannel.Counts(3, 1), channel.counts());
  }
}
