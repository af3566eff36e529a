// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelCommandTest {
  @Test
  void saysWhatBudgetALargeModelNeedsAndNothingOfASmallOne() {
    assertEquals(Optional.empty(), ModelCommand.wanted(4L << 20, 400L << 20));
    String line = ModelCommand.wanted(1300L << 20, 400L << 20).orElseThrow();
    assertTrue(line.contains("budgets: {memory: 1792MiB}"), line);
    assertTrue(line.contains("400 MiB"), line);
  }
}
