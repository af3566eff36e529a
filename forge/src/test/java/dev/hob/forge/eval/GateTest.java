// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Tally;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
  private static boolean holds(String gate, int part, int whole) {
    double value = (double) part / whole;
    return Gate.parse(gate)
        .holds(Map.of("m", new Interval(value, 0, 1)), new Tally().share("m", part, whole));
  }

  @Test
  void onFewRowsAPercentLimitMeansAtMostOneRow() {
    assertTrue(holds("m<=0.1", 1, 7));
    assertFalse(holds("m<=0.1", 2, 7));
    assertTrue(holds("m>=0.95", 5, 6));
    assertFalse(holds("m>=0.95", 4, 6));
  }

  @Test
  void noneAndAllStayNoneAndAll() {
    assertFalse(holds("m<=0", 1, 7));
    assertFalse(holds("m>=1", 6, 7));
    assertTrue(holds("m>=1", 7, 7));
  }

  @Test
  void fromThirtyRowsOnTheLimitIsTheLimit() {
    assertFalse(holds("m<=0.01", 1, 30));
    assertTrue(holds("m<=0.1", 3, 30));
  }

  @Test
  void aMetricThatIsNoShareKeepsItsLimit() {
    Map<String, Interval> metrics = Map.of("f", new Interval(0.5, 0, 1));
    assertFalse(Gate.parse("f>=0.6").holds(metrics, new Tally()));
    assertTrue(Gate.parse("f >= 0.5").holds(metrics, new Tally()));
    assertFalse(Gate.parse("g<=1").holds(metrics, new Tally()));
  }

  @Test
  void anotherFormIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Gate.parse("m=1"));
    assertEquals("m<=0.1", Gate.parse("m <= 0.1").toString());
  }
}
