// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.calibration;

import java.util.Comparator;
import java.util.stream.IntStream;

/// What errors in the columns of a matrix cost its products, by the second moments of its inputs.
/// Columns are looked at in blocks of [#BLOCK]; between blocks nothing is said. Immutable.
///
/// @see "GPTQ, arXiv 2210.17323, sections 3.1 to 3.3"
public final class Sensitivity {
  /// Columns of a block.
  public static final int BLOCK = 256;

  private final float[] power;
  private final int[] order;
  private final float[] factors;

  /// @param power [columns] mean square of each input
  /// @param factors for each block of `n` columns `U`, [n, n] and upper: the inverse of the block's
  ///   moments is `Uᵀ U`, columns in the order of [#order(float[])]; empty = powers alone
  Sensitivity(float[] power, float[] factors) {
    this.power = power;
    this.factors = factors;
    order = order(power);
  }

  /// Columns of each block by falling power: what errs first is made good by what comes after.
  static int[] order(float[] power) {
    int[] order = new int[power.length];
    for (int from = 0; from < power.length; from += BLOCK) {
      int[] block =
          IntStream.range(from, Math.min(power.length, from + BLOCK))
              .boxed()
              .sorted(Comparator.comparingDouble((Integer column) -> -power[column]))
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(block, 0, order, from, block.length);
    }
    return order;
  }

  /// Numbers in the factors of that many columns.
  static long size(int columns) {
    long last = columns % BLOCK;
    return (long) (columns / BLOCK) * BLOCK * BLOCK + last * last;
  }

  /// The powers without the factors: enough to compare palettes.
  public Sensitivity powersAlone() {
    return new Sensitivity(power, new float[0]);
  }

  public boolean hasFactors() {
    return factors.length > 0;
  }

  public int columns() {
    return power.length;
  }

  public float power(int column) {
    return power[column];
  }

  /// The column that is rounded as number `place`.
  public int column(int place) {
    return order[place];
  }

  public float[] factors() {
    return factors;
  }

  /// Where the factor of the block that begins at `column` begins.
  public static int at(int column) {
    return column / BLOCK * BLOCK * BLOCK;
  }
}
