// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import dev.hob.engine.bundle.Palette;
import dev.hob.forge.importing.calibration.Sensitivity;
import java.util.Arrays;
import java.util.Optional;

/// Palettizes 16 rows with a table of their own: k-means over a histogram of the weights, each
/// divided by its group's scale, then scales by least squares, and both again. One of these is used
/// for strip after strip; one thread. The same rows give the same bytes.
///
/// The error that falls is `Σ p (w - scale · table[index])²`, where `p` is the mean power of a
/// column's inputs, or 1 where nothing is known of them. Least squares leaves a strip too small, by
/// its share of noise, so at last its scales give it its true size: `Σ p w² / Σ p w ŵ`. Where
/// moments are known, indices are then chosen again with [Feedback].
///
/// @see "Deep Compression, arXiv 1510.00149, section 3"
public final class StripFit {
  private static final int ROWS = 16;
  private static final int BINS = 2048;
  private static final int ROUNDS = 2;
  private static final int LLOYD = 30;

  /// Normalized weights of a refitted scale reach a little beyond the table.
  private static final float REACH = 1.5f;

  private final int columns;
  private final int group;
  private final int groups;
  private final int entries;
  private final float[] power;
  private final Optional<Feedback> feedback;
  private final float[] scales;
  private final float[] table;
  private final byte[] indices;
  private final double[] mass = new double[BINS];
  private final double[] sum = new double[BINS];
  private final byte[] nearest = new byte[BINS];
  private double lost;
  private double whole;

  /// Of a matrix about whose inputs nothing is known.
  public StripFit(Palette shape) {
    this(shape, Optional.empty());
  }

  public StripFit(Palette shape, Optional<Sensitivity> sensitivity) {
    columns = shape.columns();
    group = shape.groupColumns();
    groups = shape.groups();
    entries = shape.entries();
    scales = new float[ROWS * groups];
    table = new float[entries];
    indices = new byte[ROWS * columns];
    power = new float[columns];
    for (int column = 0; column < columns; column++) {
      int own = column;
      power[column] = sensitivity.map(it -> Math.max(it.power(own), Float.MIN_NORMAL)).orElse(1f);
    }
    feedback = sensitivity.filter(Sensitivity::hasFactors).map(known -> new Feedback(shape, known));
  }

  /// @param weights [16, columns]; rows that a matrix does not have are zeros
  public void fit(float[] weights) {
    largest(weights);
    histogram(weights);
    quantiles();
    for (int round = 0; round < ROUNDS; round++) {
      if (round > 0) {
        histogram(weights);
      }
      lloyd();
      store();
      assign(weights);
      leastSquares(weights);
    }
    roundScales();
    assign(weights);
    grow(weights);
    roundScales();
    feedback.ifPresent(it -> it.assign(weights, scales, table, indices));
    measure(weights);
  }

  /// As they are stored.
  private void roundScales() {
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Float.float16ToFloat(Float.floatToFloat16(Math.min(scales[i], 65504f)));
    }
  }

  /// To the strip's true size.
  private void grow(float[] weights) {
    double own = 0;
    double alike = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < columns; column++) {
        int i = row * columns + column;
        double weighed = (double) power[column] * weights[i];
        own += weighed * weights[i];
        alike += weighed * scales[row * groups + column / group] * table[indices[i]];
      }
    }
    if (alike > 0) {
      float factor = (float) (own / alike);
      for (int i = 0; i < scales.length; i++) {
        scales[i] *= factor;
      }
    }
  }

  private void largest(float[] weights) {
    for (int row = 0; row < ROWS; row++) {
      for (int g = 0; g < groups; g++) {
        float most = 0;
        int end = row * columns + Math.min(columns, (g + 1) * group);
        for (int i = row * columns + g * group; i < end; i++) {
          most = Math.max(most, Math.abs(weights[i]));
        }
        scales[row * groups + g] = most;
      }
    }
  }

  private static int bin(float normalized) {
    int bin = (int) ((normalized + REACH) * (BINS / (2 * REACH)));
    return Math.clamp(bin, 0, BINS - 1);
  }

  private static float middle(int bin) {
    return (bin + 0.5f) * (2 * REACH / BINS) - REACH;
  }

  /// An error in a normalized weight counts by the square of the scale it is multiplied with, and
  /// by its column's power.
  private void histogram(float[] weights) {
    Arrays.fill(mass, 0);
    Arrays.fill(sum, 0);
    for (int row = 0; row < ROWS; row++) {
      for (int g = 0; g < groups; g++) {
        float scale = scales[row * groups + g];
        if (scale == 0) {
          continue;
        }
        float inverse = 1 / scale;
        double square = (double) scale * scale;
        int end = Math.min(columns, (g + 1) * group);
        for (int column = g * group; column < end; column++) {
          float normalized = weights[row * columns + column] * inverse;
          int bin = bin(normalized);
          double weight = square * power[column];
          mass[bin] += weight;
          sum[bin] += weight * normalized;
        }
      }
    }
  }

  /// Entries at equal shares of the mass.
  private void quantiles() {
    double total = Arrays.stream(mass).sum();
    double seen = 0;
    int entry = 0;
    for (int bin = 0; bin < BINS && entry < entries; bin++) {
      seen += mass[bin];
      while (entry < entries && seen > total * (entry + 0.5) / entries) {
        table[entry++] = middle(bin);
      }
    }
    while (entry < entries) {
      table[entry++] = 1;
    }
  }

  private void lloyd() {
    double[] weight = new double[entries];
    double[] moment = new double[entries];
    for (int round = 0; round < LLOYD; round++) {
      map();
      Arrays.fill(weight, 0);
      Arrays.fill(moment, 0);
      for (int bin = 0; bin < BINS; bin++) {
        weight[nearest[bin]] += mass[bin];
        moment[nearest[bin]] += sum[bin];
      }
      boolean moved = false;
      for (int entry = 0; entry < entries; entry++) {
        float next = weight[entry] > 0 ? (float) (moment[entry] / weight[entry]) : table[entry];
        moved |= next != table[entry];
        table[entry] = next;
      }
      Arrays.sort(table);
      if (!moved) {
        return;
      }
    }
  }

  /// Rounds the table to what bytes hold; scales take up what that multiplies it by.
  private void store() {
    float most = Math.max(Math.abs(table[0]), Math.abs(table[entries - 1]));
    if (most == 0) {
      return;
    }
    for (int entry = 0; entry < entries; entry++) {
      table[entry] = (float) Math.round(Palette.ONE * table[entry] / most) / Palette.ONE;
    }
    for (int i = 0; i < scales.length; i++) {
      scales[i] *= most;
    }
  }

  private void map() {
    int entry = 0;
    for (int bin = 0; bin < BINS; bin++) {
      while (entry + 1 < entries && middle(bin) > (table[entry] + table[entry + 1]) / 2) {
        entry++;
      }
      nearest[bin] = (byte) entry;
    }
  }

  private void assign(float[] weights) {
    map();
    for (int row = 0; row < ROWS; row++) {
      for (int g = 0; g < groups; g++) {
        float scale = scales[row * groups + g];
        float inverse = scale == 0 ? 0 : 1 / scale;
        int end = row * columns + Math.min(columns, (g + 1) * group);
        for (int i = row * columns + g * group; i < end; i++) {
          indices[i] = nearest[bin(weights[i] * inverse)];
        }
      }
    }
  }

  private void leastSquares(float[] weights) {
    for (int row = 0; row < ROWS; row++) {
      for (int g = 0; g < groups; g++) {
        double above = 0;
        double below = 0;
        int end = Math.min(columns, (g + 1) * group);
        for (int column = g * group; column < end; column++) {
          int i = row * columns + column;
          double value = table[indices[i]];
          double weighed = power[column] * value;
          above += weighed * weights[i];
          below += weighed * value;
        }
        if (above > 0 && below > 0) {
          scales[row * groups + g] = (float) (above / below);
        }
      }
    }
  }

  private void measure(float[] weights) {
    lost = 0;
    whole = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < columns; column++) {
        int i = row * columns + column;
        double value = scales[row * groups + column / group] * table[indices[i]];
        lost += power[column] * (weights[i] - value) * (weights[i] - value);
        whole += (double) power[column] * weights[i] * weights[i];
      }
    }
  }

  /// [16, columns]
  public byte[] indices() {
    return indices;
  }

  /// [entries] as the bundle stores them.
  public byte[] lut() {
    byte[] lut = new byte[entries];
    for (int entry = 0; entry < entries; entry++) {
      lut[entry] = (byte) (Palette.ZERO + Math.round(Palette.ONE * table[entry]));
    }
    return lut;
  }

  /// [16, groups]
  public float[] scales() {
    return scales;
  }

  /// Of the last strip: `Σ p (w - ŵ)²`.
  public double error() {
    return lost;
  }

  /// Of the last strip: `Σ p w²`.
  public double power() {
    return whole;
  }
}
