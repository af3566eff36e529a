// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.PaletteWeights;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Palettes to f32 arrays, where the look-up is not done in registers.
final class Unpack {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Unpack() {}

  /// Columns `from .. from + count` of a strip without their scale, as [count, 16].
  static void palette(PaletteWeights w, int strip, int from, int count, float[] columns) {
    int bits = w.bits();
    int wordColumns = bits == 4 ? 8 : 16;
    int mask = (1 << bits) - 1;
    int table = w.tableAt(strip);
    long base = (long) strip * w.stripBytes();
    for (int k = 0; k < count; k += wordColumns) {
      long word = base + (long) (from + k) / wordColumns * 64;
      int end = Math.min(wordColumns, count - k);
      for (int row = 0; row < 16; row++) {
        int packed = w.indices().get(INT, word + row * 4L);
        for (int c = 0; c < end; c++) {
          int index = packed >>> (8 * (c & 3) + bits * (c >> 2)) & mask;
          columns[(k + c) * 16 + row] = w.tables()[table + index];
        }
      }
    }
  }

  /// The 16 scales of one group.
  static void scales(PaletteWeights w, int strip, int group, float[] scales) {
    long at = ((long) strip * w.groups() + group) * 32;
    for (int row = 0; row < 16; row++) {
      scales[row] = Float.float16ToFloat(w.scales().get(SHORT, at + row * 2L));
    }
  }
}
