// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.calibration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Palette;
import dev.hob.engine.kernel.KernelPool;
import dev.hob.engine.kernel.Rows;
import dev.hob.forge.importing.StripFit;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedbackTest {
  private static final long SEED = Long.getLong("hob.seed", 1125L);
  private static final int TOKENS = 600;

  /// Inputs that go together: a few hidden numbers mixed, and some noise.
  private static Rows inputs(Random random, int columns) {
    int hidden = 12;
    float[] mix = new float[hidden * columns];
    for (int i = 0; i < mix.length; i++) {
      mix[i] = (float) random.nextGaussian();
    }
    Rows x = Rows.zeroed(TOKENS, columns);
    for (int token = 0; token < TOKENS; token++) {
      for (int h = 0; h < hidden; h++) {
        float value = (float) random.nextGaussian();
        for (int column = 0; column < columns; column++) {
          x.values()[x.at(token) + column] += value * mix[h * columns + column];
        }
      }
      for (int column = 0; column < columns; column++) {
        x.values()[x.at(token) + column] += (float) (0.3 * random.nextGaussian());
      }
    }
    return x;
  }

  /// Mean square of what the products of 16 rows err.
  private static double wrong(
      Palette palette, Optional<Sensitivity> known, float[] weights, Rows x) {
    StripFit fit = new StripFit(palette, known);
    fit.fit(weights);
    byte[] lut = fit.lut();
    int columns = palette.columns();
    double sum = 0;
    for (int row = 0; row < 16; row++) {
      for (int token = 0; token < TOKENS; token++) {
        double product = 0;
        for (int column = 0; column < columns; column++) {
          int i = row * columns + column;
          int entry = Byte.toUnsignedInt(lut[fit.indices()[i]]) - Palette.ZERO;
          float scale = fit.scales()[row * palette.groups() + column / palette.groupColumns()];
          product += (weights[i] - scale * entry / Palette.ONE) * x.values()[x.at(token) + column];
        }
        sum += product * product;
      }
    }
    return sum / (16 * TOKENS);
  }

  @Test
  void productsErrLessWhereItIsKnownWhichInputsGoTogether() {
    Random random = new Random(SEED);
    for (int columns : new int[] {96, 256, 320}) {
      Rows x = inputs(random, columns);
      Sensitivity known;
      try (KernelPool pool = new KernelPool(2)) {
        known = Moments.of(x, IntStream.range(0, TOKENS).toArray(), columns, pool);
      }
      float[] weights = new float[16 * columns];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (0.02 * random.nextGaussian());
      }
      for (int bits : new int[] {2, 4}) {
        Palette palette = new Palette(16, columns, bits, 16, 64);
        double without = wrong(palette, Optional.empty(), weights, x);
        double alone = wrong(palette, Optional.of(known.powersAlone()), weights, x);
        double with = wrong(palette, Optional.of(known), weights, x);
        String said = "seed %d: %d columns, %d bits: %g, powers alone %g, feedback %g";
        assertTrue(
            with < 0.5 * Math.min(without, alone),
            said.formatted(SEED, columns, bits, without, alone, with));
      }
    }
  }
}
