// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.PaletteWeights;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Products with 512-bit vectors: a strip's 16 rows are the 16 lanes. Indices are unpacked in
/// registers and looked up by one permutation; an unpacked column serves four tokens.
final class Wide {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
  private static final VectorSpecies<Short> S = ShortVector.SPECIES_256;
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  private Wide() {}

  /// Four tokens over one strip.
  ///
  /// @param starts where the rows of the tokens begin in `values`
  /// @param out [4, 16]
  static void palette4(PaletteWeights w, int strip, float[] values, int[] starts, float[] out) {
    int x0 = starts[0];
    int x1 = starts[1];
    int x2 = starts[2];
    int x3 = starts[3];
    FloatVector table = FloatVector.fromArray(F, w.tables(), w.tableAt(strip));
    FloatVector y0 = FloatVector.zero(F);
    FloatVector y1 = y0;
    FloatVector y2 = y0;
    FloatVector y3 = y0;
    MemorySegment indices = w.indices();
    boolean four = w.bits() == 4;
    int wordColumns = four ? 8 : 16;
    long base = (long) strip * w.stripBytes();
    for (int group = 0; group < w.groups(); group++) {
      int from = group * w.groupColumns();
      int to = Math.min(w.columns(), from + w.groupColumns());
      FloatVector a0 = FloatVector.zero(F);
      FloatVector b0 = a0;
      FloatVector a1 = a0;
      FloatVector b1 = a0;
      FloatVector a2 = a0;
      FloatVector b2 = a0;
      FloatVector a3 = a0;
      FloatVector b3 = a0;
      for (int k = from; k < to; k += wordColumns) {
        IntVector word =
            IntVector.fromMemorySegment(I, indices, base + (long) k / wordColumns * 64, LE);
        int halves = four ? 1 : 2;
        for (int half = 0; half < halves; half++) {
          for (int c = 0; c < 4; c++) {
            int at = k + 8 * half + c;
            int shift = 8 * c + 4 * half;
            FloatVector u = look(table, word, shift, four);
            FloatVector v = look(table, word, shift + (four ? 4 : 2), four);
            a0 = u.fma(FloatVector.broadcast(F, values[x0 + at]), a0);
            b0 = v.fma(FloatVector.broadcast(F, values[x0 + at + 4]), b0);
            a1 = u.fma(FloatVector.broadcast(F, values[x1 + at]), a1);
            b1 = v.fma(FloatVector.broadcast(F, values[x1 + at + 4]), b1);
            a2 = u.fma(FloatVector.broadcast(F, values[x2 + at]), a2);
            b2 = v.fma(FloatVector.broadcast(F, values[x2 + at + 4]), b2);
            a3 = u.fma(FloatVector.broadcast(F, values[x3 + at]), a3);
            b3 = v.fma(FloatVector.broadcast(F, values[x3 + at + 4]), b3);
          }
        }
      }
      FloatVector scale = halfs(w.scales(), ((long) strip * w.groups() + group) * 32);
      y0 = a0.add(b0).fma(scale, y0);
      y1 = a1.add(b1).fma(scale, y1);
      y2 = a2.add(b2).fma(scale, y2);
      y3 = a3.add(b3).fma(scale, y3);
    }
    y0.intoArray(out, 0);
    y1.intoArray(out, 16);
    y2.intoArray(out, 32);
    y3.intoArray(out, 48);
  }

  /// One token over one strip.
  static void palette1(PaletteWeights w, int strip, float[] values, int x0, float[] out) {
    FloatVector table = FloatVector.fromArray(F, w.tables(), w.tableAt(strip));
    FloatVector y0 = FloatVector.zero(F);
    MemorySegment indices = w.indices();
    boolean four = w.bits() == 4;
    int wordColumns = four ? 8 : 16;
    long base = (long) strip * w.stripBytes();
    for (int group = 0; group < w.groups(); group++) {
      int from = group * w.groupColumns();
      int to = Math.min(w.columns(), from + w.groupColumns());
      FloatVector a0 = FloatVector.zero(F);
      FloatVector b0 = a0;
      for (int k = from; k < to; k += wordColumns) {
        IntVector word =
            IntVector.fromMemorySegment(I, indices, base + (long) k / wordColumns * 64, LE);
        int halves = four ? 1 : 2;
        for (int half = 0; half < halves; half++) {
          for (int c = 0; c < 4; c++) {
            int at = x0 + k + 8 * half + c;
            int shift = 8 * c + 4 * half;
            FloatVector u = look(table, word, shift, four);
            FloatVector v = look(table, word, shift + (four ? 4 : 2), four);
            a0 = u.fma(FloatVector.broadcast(F, values[at]), a0);
            b0 = v.fma(FloatVector.broadcast(F, values[at + 4]), b0);
          }
        }
      }
      y0 = a0.add(b0).fma(halfs(w.scales(), ((long) strip * w.groups() + group) * 32), y0);
    }
    y0.intoArray(out, 0);
  }

  private static FloatVector look(FloatVector table, IntVector word, int shift, boolean four) {
    return table.rearrange(
        word.lanewise(VectorOperators.LSHR, shift).and(four ? 15 : 3).toShuffle().cast(F));
  }

  /// 16 halves as floats: the exponent is moved to its place and then corrected by one product,
  /// which also makes subnormals normal. NaN and infinity do not occur in a checked bundle.
  private static FloatVector halfs(MemorySegment values, long at) {
    IntVector bits =
        (IntVector)
            ShortVector.fromMemorySegment(S, values, at, LE)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0);
    FloatVector size =
        bits.and(0x7fff).lanewise(VectorOperators.LSHL, 13).reinterpretAsFloats().mul(0x1p112f);
    IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
    return size.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }
}
