// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.calibration;

import dev.hob.engine.kernel.KernelPool;
import dev.hob.engine.kernel.Rows;
import java.util.Arrays;

/// Second moments of the inputs of a matrix, block by block, each turned into the factor that error
/// feedback needs. The same inputs give the same bits on any number of threads.
final class Moments {
  /// Of a block's mean power, added to its diagonal: few tokens say little about rare directions.
  private static final double DAMP = 0.05;

  private Moments() {}

  /// @param x [tokens, columns]
  /// @param counted rows of `x` that are looked at
  static Sensitivity of(Rows x, int[] counted, int columns, KernelPool pool) {
    float[] power = new float[columns];
    for (int token : counted) {
      for (int column = 0; column < columns; column++) {
        float value = x.values()[x.at(token) + column];
        power[column] += value * value;
      }
    }
    for (int column = 0; column < columns; column++) {
      power[column] /= counted.length;
    }
    int[] order = Sensitivity.order(power);
    float[] factors = new float[Math.toIntExact(Sensitivity.size(columns))];
    int blocks = Math.ceilDiv(columns, Sensitivity.BLOCK);
    pool.run(
        blocks,
        (block, _) -> {
          int from = block * Sensitivity.BLOCK;
          int n = Math.min(Sensitivity.BLOCK, columns - from);
          factor(moments(new Block(x, counted, order, from, n)), n, factors, Sensitivity.at(from));
        });
    return new Sensitivity(power, factors);
  }

  /// @param from its first column
  /// @param n its columns, in this order
  private record Block(Rows x, int[] counted, int[] order, int from, int n) {
    void read(int token, float[] row) {
      for (int i = 0; i < n; i++) {
        row[i] = x.values()[x.at(counted[token]) + order[from + i]];
      }
    }
  }

  /// [n, n], the lower half.
  private static double[] moments(Block block) {
    int n = block.n();
    int tokens = block.counted().length;
    float[] sums = new float[n * n];
    double[] all = new double[n * n];
    float[] row = new float[n];
    for (int token = 0; token < tokens; token++) {
      block.read(token, row);
      for (int i = 0; i < n; i++) {
        addScaled(sums, i * n, row, i + 1, row[i]);
      }
      if (token % 128 == 127 || token + 1 == tokens) { // short sums keep f32 exact enough
        for (int i = 0; i < sums.length; i++) {
          all[i] += sums[i];
        }
        Arrays.fill(sums, 0);
      }
    }
    for (int i = 0; i < all.length; i++) {
      all[i] /= tokens;
    }
    return all;
  }

  private static void addScaled(float[] sums, int at, float[] row, int count, float factor) {
    for (int j = 0; j < count; j++) {
      sums[at + j] += factor * row[j];
    }
  }

  /// Of `H = R Rᵀ` with `R` upper the inverse is `Uᵀ U` with `U = R⁻¹`.
  private static void factor(double[] h, int n, float[] into, int at) {
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += h[i * n + i] / n;
    }
    double damp = mean > 0 ? DAMP * mean : 1;
    for (int i = 0; i < n; i++) {
      h[i * n + i] += damp;
    }
    // Row i of `r`, from the last one up: r[i][j] for j >= i, H = R Rᵀ.
    double[] r = new double[n * n];
    for (int i = n - 1; i >= 0; i--) {
      for (int j = n - 1; j > i; j--) {
        double sum = h[j * n + i] - dot(r, i * n, j * n, j + 1, n);
        r[i * n + j] = sum / r[j * n + j];
      }
      r[i * n + i] = Math.sqrt(h[i * n + i] - dot(r, i * n, i * n, i + 1, n));
    }
    // U R = I, row by row of U: u[i][i] = 1 / r[i][i].
    double[] u = new double[n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(u, 0);
      u[i] = 1;
      for (int j = i; j < n; j++) {
        u[j] /= r[j * n + j];
        into[at + i * n + j] = (float) u[j];
        double done = u[j];
        for (int k = j + 1; k < n; k++) {
          u[k] -= done * r[j * n + k];
        }
      }
    }
  }

  private static double dot(double[] r, int a, int b, int from, int n) {
    double sum = 0;
    for (int k = from; k < n; k++) {
      sum += r[a + k] * r[b + k];
    }
    return sum;
  }
}
