// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermutationTest {
  @Test
  void visitsEverythingOnceAnEpochInAnotherOrderEachTime() {
    for (int size : new int[] {1, 2, 3, 7, 64, 65, 1000, 4097}) {
      Permutation order = new Permutation(size, 11);
      List<Integer> before = List.of();
      for (int epoch = 0; epoch < 3; epoch++) {
        List<Integer> visited = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          visited.add(order.at((long) epoch * size + i));
        }
        Set<Integer> distinct = new HashSet<>(visited);
        assertEquals(size, distinct.size(), "size " + size);
        if (size > 7) {
          assertNotEquals(before, visited);
        }
        before = visited;
      }
    }
  }
}
