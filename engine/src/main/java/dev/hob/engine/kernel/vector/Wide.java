// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.PaletteWeights;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Palettized products with 512-bit vectors: a strip's 16 rows are the 16 lanes. Indices are
/// unpacked in registers and looked up by one permutation; an unpacked column serves four tokens.
///
/// Four methods, {2, 4} bits times {1, 4} tokens, because C2 keeps the sums in registers and
/// unrolls the columns of a word only where bits and tokens are constants of the loop (a shared
/// method lost two thirds of the speed at 2 bits).
final class Wide {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  private Wide() {}

  /// Four tokens over one strip.
  ///
  /// @param starts where the rows of the tokens begin in `x`
  /// @param out [4, 16]
  static void four(PaletteWeights w, int strip, float[] x, int[] starts, float[] out) {
    FloatVector zero = FloatVector.zero(F);
    zero.intoArray(out, 0);
    zero.intoArray(out, 16);
    zero.intoArray(out, 32);
    zero.intoArray(out, 48);
    for (int group = 0; group < w.groups(); group++) {
      if (w.bits() == 4) {
        nibbles4(w, strip, group, x, starts, out);
      } else {
        pairs4(w, strip, group, x, starts, out);
      }
    }
  }

  /// One token over one strip.
  static void one(PaletteWeights w, int strip, float[] x, int start, float[] out) {
    FloatVector y = FloatVector.zero(F);
    for (int group = 0; group < w.groups(); group++) {
      FloatVector sum =
          w.bits() == 4 ? nibbles1(w, strip, group, x, start) : pairs1(w, strip, group, x, start);
      y = sum.fma(scale(w, strip, group), y);
    }
    y.intoArray(out, 0);
  }

  private static void nibbles4(
      PaletteWeights w, int strip, int group, float[] x, int[] starts, float[] out) {
    FloatVector table = FloatVector.fromArray(F, w.tables(), w.tableAt(strip));
    MemorySegment indices = w.indices();
    int from = group * w.groupColumns();
    int to = Math.min(w.columns(), from + w.groupColumns());
    long word = (long) strip * w.stripBytes() + from / 8 * 64L;
    int x0 = starts[0];
    int x1 = starts[1];
    int x2 = starts[2];
    int x3 = starts[3];
    FloatVector a0 = FloatVector.zero(F);
    FloatVector b0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector a3 = a0;
    FloatVector b3 = a0;
    for (int k = from; k < to; k += 8) {
      IntVector packed = IntVector.fromMemorySegment(I, indices, word, LE);
      word += 64;
      for (int c = 0; c < 4; c++) {
        FloatVector u = look(table, packed, 8 * c, 15);
        FloatVector v = look(table, packed, 8 * c + 4, 15);
        a0 = u.fma(FloatVector.broadcast(F, x[x0 + k + c]), a0);
        b0 = v.fma(FloatVector.broadcast(F, x[x0 + k + c + 4]), b0);
        a1 = u.fma(FloatVector.broadcast(F, x[x1 + k + c]), a1);
        b1 = v.fma(FloatVector.broadcast(F, x[x1 + k + c + 4]), b1);
        a2 = u.fma(FloatVector.broadcast(F, x[x2 + k + c]), a2);
        b2 = v.fma(FloatVector.broadcast(F, x[x2 + k + c + 4]), b2);
        a3 = u.fma(FloatVector.broadcast(F, x[x3 + k + c]), a3);
        b3 = v.fma(FloatVector.broadcast(F, x[x3 + k + c + 4]), b3);
      }
    }
    FloatVector scale = scale(w, strip, group);
    a0.add(b0).fma(scale, FloatVector.fromArray(F, out, 0)).intoArray(out, 0);
    a1.add(b1).fma(scale, FloatVector.fromArray(F, out, 16)).intoArray(out, 16);
    a2.add(b2).fma(scale, FloatVector.fromArray(F, out, 32)).intoArray(out, 32);
    a3.add(b3).fma(scale, FloatVector.fromArray(F, out, 48)).intoArray(out, 48);
  }

  private static void pairs4(
      PaletteWeights w, int strip, int group, float[] x, int[] starts, float[] out) {
    FloatVector table = FloatVector.fromArray(F, w.tables(), w.tableAt(strip));
    MemorySegment indices = w.indices();
    int from = group * w.groupColumns();
    int to = Math.min(w.columns(), from + w.groupColumns());
    long word = (long) strip * w.stripBytes();
    int x0 = starts[0];
    int x1 = starts[1];
    int x2 = starts[2];
    int x3 = starts[3];
    FloatVector a0 = FloatVector.zero(F);
    FloatVector b0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector a3 = a0;
    FloatVector b3 = a0;
    for (int k = from; k < to; k += 8) {
      IntVector packed = half(indices, word, k);
      for (int c = 0; c < 4; c++) {
        FloatVector u = look(table, packed, 8 * c, 3);
        FloatVector v = look(table, packed, 8 * c + 2, 3);
        a0 = u.fma(FloatVector.broadcast(F, x[x0 + k + c]), a0);
        b0 = v.fma(FloatVector.broadcast(F, x[x0 + k + c + 4]), b0);
        a1 = u.fma(FloatVector.broadcast(F, x[x1 + k + c]), a1);
        b1 = v.fma(FloatVector.broadcast(F, x[x1 + k + c + 4]), b1);
        a2 = u.fma(FloatVector.broadcast(F, x[x2 + k + c]), a2);
        b2 = v.fma(FloatVector.broadcast(F, x[x2 + k + c + 4]), b2);
        a3 = u.fma(FloatVector.broadcast(F, x[x3 + k + c]), a3);
        b3 = v.fma(FloatVector.broadcast(F, x[x3 + k + c + 4]), b3);
      }
    }
    FloatVector scale = scale(w, strip, group);
    a0.add(b0).fma(scale, FloatVector.fromArray(F, out, 0)).intoArray(out, 0);
    a1.add(b1).fma(scale, FloatVector.fromArray(F, out, 16)).intoArray(out, 16);
    a2.add(b2).fma(scale, FloatVector.fromArray(F, out, 32)).intoArray(out, 32);
    a3.add(b3).fma(scale, FloatVector.fromArray(F, out, 48)).intoArray(out, 48);
  }

  private static FloatVector nibbles1(PaletteWeights w, int strip, int group, float[] x, int x0) {
    FloatVector table = FloatVector.fromArray(F, w.tables(), w.tableAt(strip));
    MemorySegment indices = w.indices();
    int from = group * w.groupColumns();
    int to = Math.min(w.columns(), from + w.groupColumns());
    long word = (long) strip * w.stripBytes() + from / 8 * 64L;
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    for (int k = x0 + from; k < x0 + to; k += 8) {
      IntVector packed = IntVector.fromMemorySegment(I, indices, word, LE);
      word += 64;
      for (int c = 0; c < 4; c++) {
        a = look(table, packed, 8 * c, 15).fma(FloatVector.broadcast(F, x[k + c]), a);
        b = look(table, packed, 8 * c + 4, 15).fma(FloatVector.broadcast(F, x[k + c + 4]), b);
      }
    }
    return a.add(b);
  }

  private static FloatVector pairs1(PaletteWeights w, int strip, int group, float[] x, int x0) {
    FloatVector table = FloatVector.fromArray(F, w.tables(), w.tableAt(strip));
    MemorySegment indices = w.indices();
    int from = group * w.groupColumns();
    int to = Math.min(w.columns(), from + w.groupColumns());
    long word = (long) strip * w.stripBytes();
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    for (int k = from; k < to; k += 8) {
      IntVector packed = half(indices, word, k);
      for (int c = 0; c < 4; c++) {
        a = look(table, packed, 8 * c, 3).fma(FloatVector.broadcast(F, x[x0 + k + c]), a);
        b = look(table, packed, 8 * c + 2, 3).fma(FloatVector.broadcast(F, x[x0 + k + c + 4]), b);
      }
    }
    return a.add(b);
  }

  /// The 2-bit word of column `k` (a multiple of 8), shifted so that the fields of `k .. k + 7`
  /// come first: one body for both halves of a word, since C2 spills where it is written out twice.
  private static IntVector half(MemorySegment indices, long strip, int k) {
    return IntVector.fromMemorySegment(I, indices, strip + (k >> 4) * 64L, LE)
        .lanewise(VectorOperators.LSHR, (k & 8) >> 1);
  }

  private static FloatVector look(FloatVector table, IntVector packed, int shift, int mask) {
    return table.rearrange(
        packed.lanewise(VectorOperators.LSHR, shift).and(mask).toShuffle().cast(F));
  }

  private static FloatVector scale(PaletteWeights w, int strip, int group) {
    return Widen.half(w.scales(), ((long) strip * w.groups() + group) * 32);
  }
}
