// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Palette;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StripFitTest {
  private static final long SEED = Long.getLong("hob.seed", 1125L);

  /// Least mean error of a Gaussian of variance 1 with four and with sixteen levels.
  ///
  /// @see "Max, Quantizing for minimum distortion, IRE 1960, table I"
  private static final double MAX_FOUR = 0.1175;

  private static final double MAX_SIXTEEN = 0.009497;

  private static float[] gaussian(Random random, int columns, double deviation) {
    float[] weights = new float[16 * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (deviation * random.nextGaussian());
    }
    return weights;
  }

  /// What a reader of the bundle gets.
  private static float[] decoded(StripFit fit, Palette palette) {
    float[] out = new float[16 * palette.columns()];
    for (int i = 0; i < out.length; i++) {
      int row = i / palette.columns();
      int group = i % palette.columns() / palette.groupColumns();
      float scale =
          Float.float16ToFloat(Float.floatToFloat16(fit.scales()[row * palette.groups() + group]));
      int entry = Byte.toUnsignedInt(fit.lut()[fit.indices()[i]]) - Palette.ZERO;
      out[i] = scale * entry / Palette.ONE;
    }
    return out;
  }

  @Test
  void gaussianWeightsLoseLittleMoreThanTheBestQuantizerLoses() {
    Random random = new Random(SEED);
    for (int bits : new int[] {2, 4}) {
      Palette palette = new Palette(16, 1024, bits, 16, 64);
      StripFit fit = new StripFit(palette);
      fit.fit(gaussian(random, 1024, 0.02));
      double lost = fit.error() / fit.power();
      double best = bits == 2 ? MAX_FOUR : MAX_SIXTEEN;
      assertTrue(lost < 1.15 * best, "seed " + SEED + ": " + bits + " bits lose " + lost);
    }
  }

  @Test
  void theErrorIsThatOfWhatIsStored() {
    Random random = new Random(SEED);
    for (int columns : new int[] {16, 64, 80, 200}) {
      for (int bits : new int[] {2, 4}) {
        Palette palette = new Palette(16, columns, bits, 16, 64);
        StripFit fit = new StripFit(palette);
        float[] weights = gaussian(random, columns, 1 + random.nextInt(3));
        fit.fit(weights);
        float[] got = decoded(fit, palette);
        double error = 0;
        for (int i = 0; i < weights.length; i++) {
          error += Math.pow(weights[i] - got[i], 2);
        }
        String what = "seed " + SEED + ", " + columns + " columns in " + bits + " bits";
        assertEquals(error, fit.error(), 1e-4 * error, what);
        assertTrue(fit.error() < fit.power(), what);
      }
    }
  }

  @Test
  void aStripDoesNotDependOnTheOneBefore() {
    Random random = new Random(SEED);
    Palette palette = new Palette(16, 128, 4, 16, 64);
    float[] weights = gaussian(random, 128, 1);
    StripFit used = new StripFit(palette);
    used.fit(gaussian(random, 128, 50));
    used.fit(weights);
    StripFit fresh = new StripFit(palette);
    fresh.fit(weights);
    assertArrayEquals(fresh.indices(), used.indices());
    assertArrayEquals(fresh.lut(), used.lut());
    assertArrayEquals(fresh.scales(), used.scales());
  }

  @Test
  void zerosStayZerosAndHugeWeightsStayFinite() {
    Palette palette = new Palette(16, 64, 4, 16, 64);
    StripFit fit = new StripFit(palette);
    fit.fit(new float[16 * 64]);
    assertArrayEquals(new float[16 * 64], decoded(fit, palette));
    float[] huge = gaussian(new Random(SEED), 64, 1e30);
    fit.fit(huge);
    for (float value : decoded(fit, palette)) {
      assertTrue(Float.isFinite(value));
    }
    float[] tiny = gaussian(new Random(SEED), 64, 1e-30);
    fit.fit(tiny);
    for (float value : decoded(fit, palette)) {
      assertEquals(0, value, 1e-7);
    }
  }
}
