// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.engine.constrain.TokenConstraint;
import org.junit.jupiter.api.Test;

class StepClockTest {
  private long nanos;
  private final StepClock clock = new StepClock(() -> nanos);

  private void draw(long... ms) {
    TokenConstraint.State state = clock.begin();
    for (long each : ms) {
      nanos = each * 1_000_000;
      state.accept(1);
    }
  }

  @Test
  void stepsAreTheTimesBetweenTokensAsTheyWereDrawn() {
    draw(10, 12, 15, 15, 20);
    assertArrayEquals(new double[] {2, 3, 0, 5}, clock.ms(clock.first(), 4));
    assertEquals(5, clock.drawn());
  }

  @Test
  void stepsBeforeTheOthersHadBegunDoNotCount() {
    draw(10, 12, 15, 19, 24);
    assertArrayEquals(new double[] {4, 5}, clock.ms(14_000_000, 2));
  }

  @Test
  void tooFewTokensAreNoSteps() {
    assertThrows(IllegalStateException.class, clock::first);
    draw(10, 12, 15);
    assertThrows(IllegalStateException.class, () -> clock.ms(clock.first(), 3));
  }

  @Test
  void itAllowsEverything() {
    float[] logits = {1, -2, 3};
    clock.begin().apply(logits);
    assertArrayEquals(new float[] {1, -2, 3}, logits);
  }
}
