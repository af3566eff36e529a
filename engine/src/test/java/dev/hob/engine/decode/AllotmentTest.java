// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// How many drafts are verified, against trying all numbers; and what C(n) learns.
class AllotmentTest {
  private static final long SEED = Long.getLong("hob.seed", 31L);

  /// A draft each of whose tokens is right with `odds` if those before were.
  private static Draft draft(int length, double odds) {
    double[] chances = new double[length];
    double chance = 1;
    for (int i = 0; i < length; i++) {
      chance *= odds;
      chances[i] = chance;
    }
    Hunch[] hunches = new Hunch[length];
    Arrays.fill(hunches, Hunch.MORE);
    return new Draft(new int[length], hunches, chances);
  }

  /// A machine whose step over n rows takes `cost[n]`, once that is learnt.
  private static StepCost learnt(double... cost) {
    StepCost learnt = new StepCost();
    for (int round = 0; round < 400; round++) {
      for (int n = 1; n < cost.length; n++) {
        learnt.learn(n, (long) (1e6 * cost[n]));
      }
    }
    return learnt;
  }

  @Test
  void costIsLearntFromTheStepsThatRun() {
    double[] steep = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    StepCost learnt = learnt(steep);
    for (int n = 1; n < steep.length; n++) {
      assertEquals(steep[n], learnt.of(n), 0.15 * steep[n]);
    }
    assertTrue(learnt.of(20) > learnt.of(16));
  }

  @Test
  void aMachineThatBecomesSlowerAsAWholeChangesNoRatio() {
    StepCost cost = learnt(0, 1, 1.1, 1.2, 1.3);
    double before = cost.of(4);
    for (int round = 0; round < 50; round++) {
      cost.learn(1, 2_000_000);
      cost.learn(4, 2_600_000);
    }
    assertEquals(before, cost.of(4), 0.1);
  }

  @Test
  void nothingIsDraftedWhereEveryRowCostsAStep() {
    StepCost cost = learnt(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    assertArrayEquals(new int[] {0}, Allotment.of(List.of(draft(8, 0.8)), 12, false, cost));
  }

  @Test
  void whereRowsAreFreeAllThatIsLikelyIsDrafted() {
    StepCost cost = learnt(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertArrayEquals(new int[] {8}, Allotment.of(List.of(draft(8, 0.9)), 12, false, cost));
  }

  @Test
  void besideAPromptOnlyWhatIsAsGoodAsCertainIsDrafted() {
    StepCost cost = new StepCost();
    assertArrayEquals(
        new int[] {0, 3}, Allotment.of(List.of(draft(5, 0.9), draft(3, 1)), 12, true, cost));
  }

  @Test
  void theBestOfAllWaysToStopIsTaken() {
    Random random = new Random(SEED);
    StepCost cost = new StepCost();
    for (int round = 0; round < 300; round++) {
      List<Draft> drafts = new ArrayList<>();
      int sequences = 1 + random.nextInt(3);
      for (int i = 0; i < sequences; i++) {
        drafts.add(draft(random.nextInt(5), random.nextDouble()));
      }
      int[] taken = Allotment.of(drafts, 12, false, cost);
      double best = best(drafts, new int[sequences], 0, cost);
      assertEquals(best, speed(drafts, taken, cost), 1e-9, "seed " + SEED + " round " + round);
    }
  }

  private static double speed(List<Draft> drafts, int[] taken, StepCost cost) {
    int rows = taken.length;
    double tokens = taken.length;
    for (int i = 0; i < taken.length; i++) {
      rows += taken[i];
      for (int k = 0; k < taken[i]; k++) {
        tokens += drafts.get(i).chances()[k];
      }
    }
    return rows > 12 ? 0 : tokens / cost.of(rows);
  }

  private static double best(List<Draft> drafts, int[] taken, int i, StepCost cost) {
    if (i == taken.length) {
      return speed(drafts, taken, cost);
    }
    double best = 0;
    for (int k = 0; k <= drafts.get(i).length(); k++) {
      taken[i] = k;
      best = Math.max(best, best(drafts, taken, i + 1, cost));
    }
    return best;
  }
}
