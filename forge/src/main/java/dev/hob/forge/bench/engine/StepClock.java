// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.engine.constrain.TokenConstraint;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// When each token of a sequence was drawn, noted by the batch loop itself. Whoever reads the
/// tokens may not be asked: where all cores are busy it gets one late, finds several tokens waiting
/// and would take the steps between them for nothing.
///
/// It is a constraint that allows everything, as the engine's usual one does, so a step costs the
/// same with it. One sequence; any thread may look.
final class StepClock implements TokenConstraint {
  private final LongSupplier nanos;
  private long[] times = new long[64];
  private int count;

  StepClock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public State begin() {
    return new State() {
      @Override
      public void apply(float[] logits) {}

      @Override
      public void accept(int token) {
        note();
      }
    };
  }

  private synchronized void note() {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
    }
    times[count++] = nanos.getAsLong();
  }

  /// When the first token was drawn.
  ///
  /// @throws IllegalStateException none has been
  synchronized long first() {
    if (count == 0) {
      throw new IllegalStateException("no token yet");
    }
    return times[0];
  }

  /// Tokens so far.
  synchronized int drawn() {
    return count;
  }

  /// Milliseconds between tokens that follow each other, the first of them drawn at `from` or
  /// later.
  ///
  /// @return `steps` of them
  /// @throws IllegalStateException so many have not been drawn
  synchronized double[] ms(long from, int steps) {
    int at = 0;
    while (at < count && times[at] - from < 0) {
      at++;
    }
    if (at + steps >= count) {
      throw new IllegalStateException((count - at) + " tokens, too few for " + steps + " steps");
    }
    double[] ms = new double[steps];
    for (int i = 0; i < steps; i++) {
      ms[i] = (times[at + i + 1] - times[at + i]) / 1e6;
    }
    return ms;
  }
}
