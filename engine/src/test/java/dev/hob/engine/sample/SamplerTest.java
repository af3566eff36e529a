// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final float NO = Float.NEGATIVE_INFINITY;

  @Test
  void greedyTakesTheLargestAndOfEqualsTheLowestId() {
    Sampler greedy = new Sampler(Sampling.GREEDY);
    assertEquals(1, greedy.draw(new float[] {0, 3, 3, 1}).id());
    assertEquals(2, greedy.draw(new float[] {NO, NO, -9, NO}).id());
    assertEquals(0f, greedy.draw(new float[] {NO, NO, -9, NO}).logProbability(), 1e-6f);
  }

  @Test
  void logProbabilityIsThatOfTheMaskedDistribution() {
    float[] logits = {(float) Math.log(1), (float) Math.log(3), NO};
    assertEquals(Math.log(0.75), new Sampler(Sampling.GREEDY).draw(logits).logProbability(), 1e-6);
  }

  @Test
  void drawsWithTheProbabilitiesOfTheTemperature() {
    float[] logits = {0, (float) Math.log(4), NO};
    Sampler sampler = new Sampler(new Sampling(2f, 1f, 9));
    int ones = 0;
    for (int i = 0; i < 30_000; i++) {
      ones += sampler.draw(logits).id();
    }
    // sqrt(4) against 1: two thirds; six standard deviations of 30,000 draws are 0.0163
    assertEquals(2.0 / 3, ones / 30_000.0, 0.0163);
  }

  @Test
  void theNucleusHoldsTheFewestTokensThatReachTopP() {
    float[] logits = new float[8192];
    java.util.Arrays.fill(logits, -20);
    logits[100] = (float) Math.log(5);
    logits[50] = (float) Math.log(3);
    logits[7] = (float) Math.log(2);
    Sampler half = new Sampler(new Sampling(1f, 0.45f, 1));
    Sampler most = new Sampler(new Sampling(1f, 0.75f, 1));
    int[] seen = new int[8192];
    for (int i = 0; i < 2000; i++) {
      assertEquals(100, half.draw(logits).id());
      seen[most.draw(logits).id()]++;
    }
    assertEquals(2000, seen[100] + seen[50]);
    assertEquals(5.0 / 8, seen[100] / 2000.0, 0.065);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    float[] logits = new float[100];
    Sampler a = new Sampler(new Sampling(1f, 0.9f, 77));
    Sampler b = new Sampler(new Sampling(1f, 0.9f, 77));
    for (int i = 0; i < 200; i++) {
      assertEquals(a.draw(logits), b.draw(logits));
    }
  }

  @Test
  void refusesWhatIsNoDistribution() {
    Sampler greedy = new Sampler(Sampling.GREEDY);
    assertThrows(IllegalStateException.class, () -> greedy.draw(new float[] {NO, NO}));
    assertThrows(IllegalStateException.class, () -> greedy.draw(new float[] {1, Float.NaN}));
    assertThrows(
        IllegalStateException.class, () -> greedy.draw(new float[] {1, Float.POSITIVE_INFINITY}));
  }
}
