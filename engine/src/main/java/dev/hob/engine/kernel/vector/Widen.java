// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.PlainWeights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Plain numbers of any type to f32, exact, in the vectors of [Lanes#F].
final class Widen {
  private static final VectorSpecies<Integer> I =
      switch (Lanes.F.length()) {
        case 16 -> IntVector.SPECIES_512;
        case 8 -> IntVector.SPECIES_256;
        default -> IntVector.SPECIES_128;
      };
  private static final VectorSpecies<Short> S =
      switch (Lanes.F.length()) {
        case 16 -> ShortVector.SPECIES_256;
        case 8 -> ShortVector.SPECIES_128;
        default -> ShortVector.SPECIES_64;
      };
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LE);
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);

  private Widen() {}

  /// Numbers `first .. first + count` of `from` to `into[at ..]`.
  static void floats(
      PlainWeights.Type type, MemorySegment from, long first, int count, float[] into, int at) {
    switch (type) {
      case F32 -> MemorySegment.copy(from, FLOAT, first * 4, into, at, count);
      case F16 -> halves(from, first * 2, count, into, at);
      case BF16 -> brains(from, first * 2, count, into, at);
    }
  }

  private static void halves(MemorySegment from, long first, int count, float[] into, int at) {
    int i = 0;
    for (; i <= count - S.length(); i += S.length()) {
      half(from, first + 2L * i).intoArray(into, at + i);
    }
    for (; i < count; i++) {
      into[at + i] = Float.float16ToFloat(from.get(SHORT, first + 2L * i));
    }
  }

  private static void brains(MemorySegment from, long first, int count, float[] into, int at) {
    int i = 0;
    for (; i <= count - S.length(); i += S.length()) {
      bits(from, first + 2L * i)
          .lanewise(VectorOperators.LSHL, 16)
          .reinterpretAsFloats()
          .intoArray(into, at + i);
    }
    for (; i < count; i++) {
      into[at + i] = Float.intBitsToFloat(from.get(SHORT, first + 2L * i) << 16);
    }
  }

  /// A vector of halves as floats: the exponent is moved to its place and then corrected by one
  /// product, which also makes subnormals normal. NaN and infinity do not occur in a checked
  /// bundle.
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
