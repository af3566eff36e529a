// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Palette;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFitTest {
  private static final int ROWS = 96;
  private static final int COLUMNS = 200;

  /// The bounds are those of the founders' measurement for Gaussian weights at G 128 (9.7 % with 16
  /// entries, 33 to 34 % with 4), with a tenth added for the smaller tensor.
  @ParameterizedTest
  @CsvSource({"4, 0.107", "2, 0.37"})
  void reachesTheKnownErrorOfGaussianWeights(int bits, double bound) {
    float[] weights = gaussian(7);
    double error = relativeError(weights, fit(bits, weights, new float[0]).values());
    assertTrue(error < bound, bits + " bits: " + error);
  }

  @Test
  void spendsItsEntriesWhereTheSensitivityIs() {
    float[] weights = gaussian(11);
    float[] sensitivity = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      sensitivity[i] = Math.abs(weights[i]) > 0.02f ? 50f : 1f;
    }
    double plain = weightedError(weights, fit(2, weights, new float[0]).values(), sensitivity);
    double weighted = weightedError(weights, fit(2, weights, sensitivity).values(), sensitivity);
    assertTrue(weighted < 0.95 * plain, weighted + " against " + plain);
  }

  @Test
  void givesTheSameBytesTwice() {
    float[] weights = gaussian(13);
    PalettizedTensor first = fit(4, weights, new float[0]);
    PalettizedTensor second = fit(4, weights, new float[0]);
    assertArrayEquals(first.indices(), second.indices());
    assertArrayEquals(first.tableBytes(), second.tableBytes());
    assertArrayEquals(first.scaleBits(), second.scaleBits());
  }

  @Test
  void isAlreadyRoundedToWhatTheBundleStores() {
    PalettizedTensor tensor = fit(4, gaussian(17), new float[0]);
    assertArrayEquals(tensor.table(), tensor.rounded().table());
    assertArrayEquals(tensor.scales(), tensor.rounded().scales());
  }

  @Test
  void keepsAGroupOfZerosAtZero() {
    float[] weights = gaussian(19);
    Arrays.fill(weights, 0, 128, 0f);
    float[] values = fit(4, weights, new float[0]).values();
    for (int i = 0; i < 128; i++) {
      assertEquals(0f, values[i], 0f);
    }
  }

  private static PalettizedTensor fit(int bits, float[] weights, float[] sensitivity) {
    return TableFit.fit(new Palette(ROWS, COLUMNS, bits, ROWS, 128), weights, sensitivity);
  }

  private static float[] gaussian(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (0.02 * random.nextGaussian());
    }
    return weights;
  }

  private static double relativeError(float[] wanted, float[] got) {
    float[] ones = new float[wanted.length];
    Arrays.fill(ones, 1f);
    return Math.sqrt(
        weightedError(wanted, got, ones) / weightedError(wanted, new float[wanted.length], ones));
  }

  private static double weightedError(float[] wanted, float[] got, float[] weight) {
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      double error = wanted[i] - got[i];
      sum += weight[i] * error * error;
    }
    return sum;
  }
}
