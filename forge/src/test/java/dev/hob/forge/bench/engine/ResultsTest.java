// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private final Results results = new Results();

  @Test
  void aRatioIsTakenRoundByRoundSoThatASlowRoundSlowsBothSides() {
    for (double speed : new double[] {10, 2, 20}) {
      results.own("decode", 3 * speed, "tokens/s");
      results.rival("decode", speed, "tokens/s");
    }
    assertEquals(Optional.of(new Figure(3, 3, 3, "ratio")), results.ratio("decode"));
  }

  @Test
  void roundsThatOneSideDoesNotHaveDoNotCount() {
    results.own("a", 4, "ms");
    results.own("a", 100, "ms");
    results.own("b", 2, "ms");
    assertEquals(Optional.of(new Figure(2, 2, 2, "ratio")), results.ratio("a", "b"));
  }

  @Test
  void anotherNameOfTheRivalMayBeTheMeasure() {
    results.own("vector_decode", 5, "tokens/s");
    results.rival("decode", 10, "tokens/s");
    assertEquals(0.5, results.over("vector_decode", "decode").orElseThrow().median());
  }

  @Test
  void withoutOneSideThereIsNoRatio() {
    results.own("decode", 5, "tokens/s");
    assertTrue(results.ratio("decode").isEmpty());
    assertTrue(results.ratio("load").isEmpty());
  }

  @Test
  void theLoudestPartIsKept() {
    results.quiet("load", 0.4);
    results.quiet("round", 0.0);
    assertEquals(0.4, results.loudest());
    assertEquals("load", results.facts().get("loud"));
  }
}
