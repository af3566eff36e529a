// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void theMedianIsTheMiddleOneOrTheMeanOfTheTwoInTheMiddle() {
    assertEquals(3, Figure.median(new double[] {9, 1, 3}));
    assertEquals(2.5, Figure.median(new double[] {4, 1, 2, 3}));
    assertEquals(7, Figure.median(new double[] {7}));
  }

  @Test
  void medianLeastAndMostComeFromValuesInAnyOrder() {
    assertEquals(new Figure(3, 1, 9, "ms"), Figure.of(List.of(9.0, 1.0, 3.0), "ms"));
  }

  @Test
  void fourDigitsOrMoreStay() {
    assertEquals(1.235, Figure.rounded(1.23456));
    assertEquals(0.001235, Figure.rounded(0.00123456));
    assertEquals(12350, Figure.rounded(12345.6), "the fifth digit of a large figure is rounded");
    assertEquals(-1.235, Figure.rounded(-1.23456));
    assertEquals(0, Figure.rounded(0));
  }
}
