// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.StripWeights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Products with plain strips (low-rank pairs) in 512-bit vectors: widened in registers, no array
/// in between. One method a type, for the same reason as in [Wide].
final class WideStrips {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
  private static final VectorSpecies<Short> S = ShortVector.SPECIES_256;
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LE);

  private WideStrips() {}

  /// One token over one strip.
  ///
  /// @param out [16]
  static void multiply(StripWeights w, int strip, float[] x, int x0, float[] out) {
    FloatVector sum =
        switch (w.type()) {
          case F32 -> floats(w, strip, x, x0);
          case F16 -> halfs(w, strip, x, x0);
          case BF16 -> brains(w, strip, x, x0);
        };
    sum.intoArray(out, 0);
  }

  /// A strip widened to f32 for many tokens: [columns, 16].
  static void unpack(StripWeights w, int strip, float[] panel) {
    MemorySegment values = w.values();
    int columns = w.columns();
    long first = (long) strip * columns * 16;
    switch (w.type()) {
      case F32 -> MemorySegment.copy(values, FLOAT, first * 4, panel, 0, columns * 16);
      case F16 -> {
        for (int k = 0; k < columns; k++) {
          half(values, (first + k * 16L) * 2).intoArray(panel, k * 16);
        }
      }
      case BF16 -> {
        for (int k = 0; k < columns; k++) {
          brain(values, (first + k * 16L) * 2).intoArray(panel, k * 16);
        }
      }
    }
  }

  /// Four tokens over an unpacked strip.
  ///
  /// @param out [4, 16]
  static void four(float[] panel, int columns, float[] x, int[] starts, float[] out) {
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
    for (int k = 0; k < columns; k += 8) {
      for (int c = k; c < Math.min(columns, k + 4); c++) {
        FloatVector u = FloatVector.fromArray(F, panel, c * 16);
        a0 = u.fma(FloatVector.broadcast(F, x[x0 + c]), a0);
        a1 = u.fma(FloatVector.broadcast(F, x[x1 + c]), a1);
        a2 = u.fma(FloatVector.broadcast(F, x[x2 + c]), a2);
        a3 = u.fma(FloatVector.broadcast(F, x[x3 + c]), a3);
      }
      for (int c = k + 4; c < Math.min(columns, k + 8); c++) {
        FloatVector u = FloatVector.fromArray(F, panel, c * 16);
        b0 = u.fma(FloatVector.broadcast(F, x[x0 + c]), b0);
        b1 = u.fma(FloatVector.broadcast(F, x[x1 + c]), b1);
        b2 = u.fma(FloatVector.broadcast(F, x[x2 + c]), b2);
        b3 = u.fma(FloatVector.broadcast(F, x[x3 + c]), b3);
      }
    }
    a0.add(b0).intoArray(out, 0);
    a1.add(b1).intoArray(out, 16);
    a2.add(b2).intoArray(out, 32);
    a3.add(b3).intoArray(out, 48);
  }

  private static FloatVector floats(StripWeights w, int strip, float[] x, int x0) {
    MemorySegment values = w.values();
    int columns = w.columns();
    long at = (long) strip * columns * 64;
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    for (int k = 0; k < columns; k += 8) {
      for (int c = k; c < Math.min(columns, k + 4); c++) {
        FloatVector u = FloatVector.fromMemorySegment(F, values, at + c * 64L, LE);
        a = u.fma(FloatVector.broadcast(F, x[x0 + c]), a);
      }
      for (int c = k + 4; c < Math.min(columns, k + 8); c++) {
        FloatVector u = FloatVector.fromMemorySegment(F, values, at + c * 64L, LE);
        b = u.fma(FloatVector.broadcast(F, x[x0 + c]), b);
      }
    }
    return a.add(b);
  }

  private static FloatVector brains(StripWeights w, int strip, float[] x, int x0) {
    MemorySegment values = w.values();
    int columns = w.columns();
    long at = (long) strip * columns * 32;
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    for (int k = 0; k < columns; k += 8) {
      for (int c = k; c < Math.min(columns, k + 4); c++) {
        a = brain(values, at + c * 32L).fma(FloatVector.broadcast(F, x[x0 + c]), a);
      }
      for (int c = k + 4; c < Math.min(columns, k + 8); c++) {
        b = brain(values, at + c * 32L).fma(FloatVector.broadcast(F, x[x0 + c]), b);
      }
    }
    return a.add(b);
  }

  private static FloatVector halfs(StripWeights w, int strip, float[] x, int x0) {
    MemorySegment values = w.values();
    int columns = w.columns();
    long at = (long) strip * columns * 32;
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    for (int k = 0; k < columns; k += 8) {
      for (int c = k; c < Math.min(columns, k + 4); c++) {
        a = half(values, at + c * 32L).fma(FloatVector.broadcast(F, x[x0 + c]), a);
      }
      for (int c = k + 4; c < Math.min(columns, k + 8); c++) {
        b = half(values, at + c * 32L).fma(FloatVector.broadcast(F, x[x0 + c]), b);
      }
    }
    return a.add(b);
  }

  private static FloatVector brain(MemorySegment values, long at) {
    return bits(values, at).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /// 16 halves as floats: the exponent is moved to its place and then corrected by one product,
  /// which also makes subnormals normal. NaN and infinity do not occur in a checked bundle.
  static FloatVector half(MemorySegment values, long at) {
    IntVector bits = bits(values, at);
    FloatVector size =
        bits.and(0x7fff).lanewise(VectorOperators.LSHL, 13).reinterpretAsFloats().mul(0x1p112f);
    IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
    return size.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  private static IntVector bits(MemorySegment values, long at) {
    return (IntVector)
        ShortVector.fromMemorySegment(S, values, at, LE)
            .convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0);
  }
}
