// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import dev.hob.engine.bundle.Palette;
import dev.hob.forge.importing.calibration.Sensitivity;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Chooses the indices of 16 rows column by column: what a column's rounding errs is made good by
/// the columns that come after it in its block, as far as their inputs go together. Table and
/// scales stay. One thread; the same input gives the same bytes on any width of vectors.
///
/// @see "GPTQ, arXiv 2210.17323, algorithm 1"
final class Feedback {
  private static final int ROWS = 16;
  private static final VectorSpecies<Float> F =
      FloatVector.SPECIES_PREFERRED.length() > ROWS
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());

  private final int columns;
  private final int group;
  private final int groups;
  private final int entries;
  private final Sensitivity sensitivity;
  private final float[] left = new float[Sensitivity.BLOCK * ROWS];
  private final float[] error = new float[ROWS];
  private final int[] chosen = new int[ROWS];
  private final float[] scale;
  private final float[] inverse;
  private final float[] border;

  Feedback(Palette shape, Sensitivity sensitivity) {
    columns = shape.columns();
    group = shape.groupColumns();
    groups = shape.groups();
    entries = shape.entries();
    this.sensitivity = sensitivity;
    scale = new float[groups * ROWS];
    inverse = new float[groups * ROWS];
    border = new float[entries - 1];
  }

  /// @param weights [16, columns]
  /// @param scales [16, groups]
  /// @param table [entries], rising
  /// @param indices [16, columns], overwritten
  void assign(float[] weights, float[] scales, float[] table, byte[] indices) {
    for (int g = 0; g < groups; g++) {
      for (int row = 0; row < ROWS; row++) {
        float value = scales[row * groups + g];
        scale[g * ROWS + row] = value;
        inverse[g * ROWS + row] = value == 0 ? 0 : 1 / value;
      }
    }
    for (int entry = 0; entry + 1 < entries; entry++) {
      border[entry] = (table[entry] + table[entry + 1]) / 2;
    }
    for (int from = 0; from < columns; from += Sensitivity.BLOCK) {
      block(from, Math.min(Sensitivity.BLOCK, columns - from), weights, table, indices);
    }
  }

  private void block(int from, int n, float[] weights, float[] table, byte[] indices) {
    for (int i = 0; i < n; i++) {
      int column = sensitivity.column(from + i);
      for (int row = 0; row < ROWS; row++) {
        left[i * ROWS + row] = weights[row * columns + column];
      }
    }
    float[] factors = sensitivity.factors();
    for (int i = 0; i < n; i++) {
      int column = sensitivity.column(from + i);
      int factor = Sensitivity.at(from) + i * n;
      round(i * ROWS, column / group * ROWS, 1 / factors[factor + i], table);
      for (int row = 0; row < ROWS; row++) {
        indices[row * columns + column] = (byte) chosen[row];
      }
      for (int lane = 0; lane < ROWS; lane += F.length()) {
        FloatVector wrong = FloatVector.fromArray(F, error, lane);
        for (int j = i + 1; j < n; j++) {
          int at = j * ROWS + lane;
          FloatVector.fromArray(F, left, at)
              .sub(wrong.mul(factors[factor + j]))
              .intoArray(left, at);
        }
      }
    }
  }

  /// The nearest entries of 16 rows, and what is wrong with them.
  ///
  /// @param at of the column in `left`
  /// @param scaleAt of its group
  private void round(int at, int scaleAt, float weight, float[] table) {
    for (int lane = 0; lane < ROWS; lane += F.length()) {
      FloatVector value = FloatVector.fromArray(F, left, at + lane);
      FloatVector normal = value.mul(FloatVector.fromArray(F, inverse, scaleAt + lane));
      FloatVector entry = FloatVector.broadcast(F, table[0]);
      IntVector index = IntVector.zero(I);
      for (int e = 0; e + 1 < entries; e++) {
        VectorMask<Float> above = normal.compare(VectorOperators.GT, border[e]);
        entry = entry.blend(table[e + 1], above);
        index = index.blend(e + 1, above.cast(I));
      }
      index.intoArray(chosen, lane);
      value
          .sub(entry.mul(FloatVector.fromArray(F, scale, scaleAt + lane)))
          .mul(weight)
          .intoArray(error, lane);
    }
  }
}
