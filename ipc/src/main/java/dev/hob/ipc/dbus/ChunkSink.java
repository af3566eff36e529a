// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.features.AnswerSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;

/// Gathers tokens into at most 30 signals a second: each signal costs the bus and the caller more
/// than the token itself. The request's own thread only.
final class ChunkSink implements AnswerSink {
  private static final Duration BETWEEN = Duration.ofMillis(33);

  private final InstantSource clock;
  private final BiConsumer<String, String> signals;
  private final StringBuilder waiting = new StringBuilder();
  private Instant last = Instant.EPOCH;

  /// @param signals takes the member (`Chunk`, `Replace`) and its text
  ChunkSink(InstantSource clock, BiConsumer<String, String> signals) {
    this.clock = clock;
    this.signals = signals;
  }

  @Override
  public void delta(String text) {
    waiting.append(text);
    if (!clock.instant().isBefore(last.plus(BETWEEN))) {
      flush();
    }
  }

  @Override
  public void replace(String text) {
    waiting.setLength(0);
    signals.accept("Replace", text);
  }

  void flush() {
    if (!waiting.isEmpty()) {
      signals.accept("Chunk", waiting.toString());
      waiting.setLength(0);
      last = clock.instant();
    }
  }
}
