// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CopyStartTest {
  private static final ModelConfig TINY = ModelConfig.named("tiny");

  @Test
  void copiesWhatFollowedTheSameTokenBeforeAnyTraining() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Weights weights = Weights.of(manager, TINY, CopyStart.tensors(TINY, 3));
      ReferenceGreedy greedy = new ReferenceGreedy(manager, TINY, weights);
      SplittableRandom random = new SplittableRandom(11);
      int right = 0;
      int asked = 0;
      for (int round = 0; round < 5; round++) {
        int[] said = random.ints(130, TINY.vocabulary()).distinct().limit(24).toArray();
        int[] prompt = new int[said.length + 4];
        System.arraycopy(said, 0, prompt, 0, said.length);
        System.arraycopy(said, 0, prompt, said.length, 4);
        int[] answer = greedy.continueFrom(prompt, 16, -1);
        for (int i = 0; i < answer.length; i++) {
          right += answer[i] == said[4 + i] ? 1 : 0;
          asked++;
        }
      }
      // Chance is one in 512; one wrong token may lead the rest of its answer astray.
      assertTrue(right >= asked * 8 / 10, right + " of " + asked);
    }
  }

  @Test
  void givesEqualValuesForEqualSeeds() {
    Map<String, TensorFile.Tensor> one = CopyStart.tensors(TINY, 3);
    Map<String, TensorFile.Tensor> two = CopyStart.tensors(TINY, 3);
    one.forEach((name, tensor) -> {
      TensorFile.Tensor other = two.get(name);
      assertTrue(other != null, name);
      assertArrayEquals(tensor.values(), other == null ? new float[0] : other.values(), name);
    });
  }

  @Test
  void refusesShapesWithoutRoomForIt() {
    ModelConfig shallow = new ModelConfig(512, 128, 1, 256, 2, 1, 64);
    assertThrows(IllegalArgumentException.class, () -> CopyStart.tensors(shallow, 1));
  }
}
