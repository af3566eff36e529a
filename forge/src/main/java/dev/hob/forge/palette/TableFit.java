// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import dev.hob.engine.bundle.Palette;
import java.util.Arrays;

/// Finds table, scales and indices of one tensor by weighted k-means, alternating with
/// least-squares scales (Deep Compression, arXiv 1510.00149, 3; SqueezeLLM, arXiv 2306.07629, for
/// the weighting). Deterministic: quantile start, no random numbers.
///
/// The error that falls is `Σ s(o,i) * (w - scale * table[idx])²` with `s` the sensitivity of a
/// weight, one where none is known.
public final class TableFit {
  private static final int ALTERNATIONS = 4;
  private static final int LLOYD_ROUNDS = 25;

  private final Palette shape;
  private final float[] weights;
  private final float[] sensitivity;
  private final float[] scales;
  private final float[] table;
  private final byte[] indices;

  private TableFit(Palette shape, float[] weights, float[] sensitivity) {
    this.shape = shape;
    this.weights = weights;
    this.sensitivity = sensitivity;
    this.scales = new float[shape.rows() * shape.groups()];
    this.table = new float[shape.entries()];
    this.indices = new byte[weights.length];
  }

  /// @param weights [rows, columns] row-major
  /// @param sensitivity as `weights`, >= 0; an empty array means one everywhere
  /// @return rounded as the bundle stores it
  public static PalettizedTensor fit(Palette shape, float[] weights, float[] sensitivity) {
    if (weights.length != shape.rows() * shape.columns()) {
      throw new IllegalArgumentException(weights.length + " weights for " + shape);
    }
    float[] known = sensitivity;
    if (known.length == 0) {
      known = new float[weights.length];
      Arrays.fill(known, 1f);
    }
    return new TableFit(shape, weights, known).fit();
  }

  private PalettizedTensor fit() {
    largestAsScales();
    quantileStart();
    for (int round = 0; round < ALTERNATIONS; round++) {
      lloyd();
      assign();
      leastSquaresScales();
    }
    // The last assignment sees the numbers that are stored.
    PalettizedTensor stored = new PalettizedTensor(shape, indices, table, scales).rounded();
    System.arraycopy(stored.table(), 0, table, 0, table.length);
    System.arraycopy(stored.scales(), 0, scales, 0, scales.length);
    assign();
    return new PalettizedTensor(shape, indices, table, scales);
  }

  /// First scales: the largest weight of each group, so that normalized weights lie in -1..1.
  private void largestAsScales() {
    for (int at = 0; at < weights.length; at++) {
      int scale = scaleAt(at);
      scales[scale] = Math.max(scales[scale], Math.abs(weights[at]));
    }
  }

  /// Table entries at equal shares of the normalized weights' mass.
  private void quantileStart() {
    float[] sorted = new float[weights.length];
    for (int at = 0; at < weights.length; at++) {
      sorted[at] = normalized(at);
    }
    Arrays.sort(sorted);
    for (int entry = 0; entry < table.length; entry++) {
      table[entry] = sorted[(int) ((entry + 0.5) * sorted.length / table.length)];
    }
  }

  /// Moves each entry to the weighted mean of the weights nearest to it.
  private void lloyd() {
    double[] mass = new double[table.length];
    double[] sum = new double[table.length];
    for (int round = 0; round < LLOYD_ROUNDS; round++) {
      Arrays.fill(mass, 0);
      Arrays.fill(sum, 0);
      float[] borders = borders();
      for (int at = 0; at < weights.length; at++) {
        float scale = scales[scaleAt(at)];
        // An error in a normalized weight counts by the scale that it is multiplied with.
        double weight = (double) sensitivity[at] * scale * scale;
        int nearest = nearest(borders, normalized(at));
        mass[nearest] += weight;
        sum[nearest] += weight * normalized(at);
      }
      boolean moved = false;
      for (int entry = 0; entry < table.length; entry++) {
        float next = mass[entry] > 0 ? (float) (sum[entry] / mass[entry]) : table[entry];
        moved |= next != table[entry];
        table[entry] = next;
      }
      Arrays.sort(table);
      if (!moved) {
        return;
      }
    }
  }

  private void assign() {
    float[] borders = borders();
    for (int at = 0; at < weights.length; at++) {
      indices[at] = (byte) nearest(borders, normalized(at));
    }
  }

  /// The scale of a group that makes its weighted squared error least, indices and table fixed.
  private void leastSquaresScales() {
    double[] above = new double[scales.length];
    double[] below = new double[scales.length];
    for (int at = 0; at < weights.length; at++) {
      int scale = scaleAt(at);
      double entry = table[indices[at]];
      above[scale] += sensitivity[at] * weights[at] * entry;
      below[scale] += sensitivity[at] * entry * entry;
    }
    for (int scale = 0; scale < scales.length; scale++) {
      double best = below[scale] > 0 ? above[scale] / below[scale] : 0;
      if (best > 0) {
        scales[scale] = (float) best;
      }
    }
  }

  private float normalized(int at) {
    float scale = scales[scaleAt(at)];
    return scale > 0 ? weights[at] / scale : 0;
  }

  private int scaleAt(int at) {
    int row = at / shape.columns();
    int column = at % shape.columns();
    return row * shape.groups() + column / shape.groupColumns();
  }

  private float[] borders() {
    float[] borders = new float[table.length - 1];
    for (int i = 0; i < borders.length; i++) {
      borders[i] = (table[i] + table[i + 1]) / 2;
    }
    return borders;
  }

  private static int nearest(float[] borders, float value) {
    int entry = 0;
    while (entry < borders.length && value > borders[entry]) {
      entry++;
    }
    return entry;
  }
}
