// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import dev.hob.engine.bundle.Palette;
import dev.hob.engine.bundle.WeightsFile;

/// The simplest palettizer there is: evenly spaced tables, the largest weight of a group as its
/// scale. For tests of the engine only; forge makes the palettes that are meant to be good.
public final class Uniform {
  private Uniform() {}

  /// 2 bits for gate and up of all layers but the first, else 4; a table a strip for `down_proj`.
  public static void palettize(
      String name, float[] values, int rows, int columns, WeightsFile.Writer writer) {
    boolean two = name.matches(".*layers\\.[1-9].*(gate|up)_proj.*");
    int rowGroup = name.contains("down_proj") ? 16 : rows;
    palettize(name, values, new Palette(rows, columns, two ? 2 : 4, rowGroup, 48), writer);
  }

  public static void palettize(
      String name, float[] values, Palette palette, WeightsFile.Writer writer) {
    int columns = palette.columns();
    int entries = palette.entries();
    byte[] lut = new byte[palette.tables() * entries];
    for (int i = 0; i < lut.length; i++) {
      lut[i] = (byte) (Palette.ZERO + Math.round(254.0f * (i % entries) / (entries - 1)) - 127);
    }
    short[] scales = new short[palette.rows() * palette.groups()];
    byte[] indices = new byte[values.length];
    for (int row = 0; row < palette.rows(); row++) {
      for (int group = 0; group < palette.groups(); group++) {
        int from = row * columns + group * palette.groupColumns();
        int to = row * columns + Math.min(columns, (group + 1) * palette.groupColumns());
        float most = 0;
        for (int i = from; i < to; i++) {
          most = Math.max(most, Math.abs(values[i]));
        }
        scales[row * palette.groups() + group] = Float.floatToFloat16(most);
        for (int i = from; i < to; i++) {
          float place = most == 0 ? 0 : (values[i] / most + 1) / 2 * (entries - 1);
          indices[i] = (byte) Math.clamp(Math.round(place), 0, entries - 1);
        }
      }
    }
    writer.palette(name, palette, indices, lut, scales);
  }
}
