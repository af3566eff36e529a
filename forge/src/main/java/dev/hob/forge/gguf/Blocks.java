// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import static java.lang.Float.float16ToFloat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// What ggml's blocks stand for, as f32.
///
/// | type | a block |
/// | --- | --- |
/// | Q4_0, Q5_0 | f16 d; (Q5: u32 fifth bits); 16 bytes: low nibbles weights 0-15, high 16-31; `d (q - 8 or 16)` |
/// | Q4_1, Q5_1 | f16 d, m; the same; `d q + m` |
/// | Q8_0 | f16 d; 32 signed bytes |
/// | Q2_K | 16 bytes of scale and minimum by 4 bits; 64 bytes; f16 d, dmin |
/// | Q3_K | 32 bytes of third bits; 64 bytes; 16 scales of 6 bits in 12 bytes; f16 d |
/// | Q4_K, Q5_K | f16 d, dmin; 8 scales and minima of 6 bits in 12 bytes; (Q5: 32 bytes of fifth bits); 128 bytes |
/// | Q6_K | 128 bytes of low nibbles; 64 of upper pairs; 16 signed scales; f16 d |
final class Blocks {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Blocks() {}

  /// Decodes whole blocks.
  ///
  /// @param from byte in `data` where the first block starts
  /// @param count weights, a multiple of `type.block()`
  static void decode(GgmlType type, MemorySegment data, long from, float[] out, int at, int count) {
    if (count % type.block() != 0) {
      throw new IllegalArgumentException(count + " weights are not whole blocks of " + type);
    }
    long byteAt = from;
    for (int done = 0; done < count; done += type.block()) {
      int to = at + done;
      switch (type) {
        case F32 -> out[to] = data.get(FLOAT, byteAt);
        case F16 -> out[to] = half(data, byteAt);
        case BF16 -> out[to] = Float.intBitsToFloat(data.get(SHORT, byteAt) << 16);
        case Q4_0 ->
            nibbles(data, byteAt + 2, 0, half(data, byteAt), -8 * half(data, byteAt), out, to);
        case Q4_1 ->
            nibbles(data, byteAt + 4, 0, half(data, byteAt), half(data, byteAt + 2), out, to);
        case Q5_0 ->
            nibbles(
                data,
                byteAt + 6,
                data.get(INT, byteAt + 2),
                half(data, byteAt),
                -16 * half(data, byteAt),
                out,
                to);
        case Q5_1 ->
            nibbles(
                data,
                byteAt + 8,
                data.get(INT, byteAt + 4),
                half(data, byteAt),
                half(data, byteAt + 2),
                out,
                to);
        case Q8_0 -> bytes(data, byteAt, out, to);
        case Q2_K -> q2k(data, byteAt, out, to);
        case Q3_K -> q3k(data, byteAt, out, to);
        case Q4_K -> q45k(data, byteAt, false, out, to);
        case Q5_K -> q45k(data, byteAt, true, out, to);
        case Q6_K -> q6k(data, byteAt, out, to);
      }
      byteAt += type.bytes();
    }
  }

  private static float half(MemorySegment data, long at) {
    return float16ToFloat(data.get(SHORT, at));
  }

  private static int u8(MemorySegment data, long at) {
    return data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  private static void nibbles(
      MemorySegment data, long at, int fifth, float d, float add, float[] out, int to) {
    for (int j = 0; j < 16; j++) {
      int both = u8(data, at + j);
      int low = (both & 15) | (fifth >>> j & 1) << 4;
      int high = both >>> 4 | (fifth >>> (j + 16) & 1) << 4;
      out[to + j] = low * d + add;
      out[to + 16 + j] = high * d + add;
    }
  }

  private static void bytes(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    for (int j = 0; j < 32; j++) {
      out[to + j] = data.get(ValueLayout.JAVA_BYTE, at + 2 + j) * d;
    }
  }

  private static void q2k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at + 80);
    float dmin = half(data, at + 82);
    for (int part = 0; part < 16; part++) {
      int scale = u8(data, at + part);
      float step = d * (scale & 15);
      float low = dmin * (scale >>> 4);
      long from = at + 16 + part / 8 * 32L + part % 2 * 16L;
      int shift = part % 8 / 2 * 2;
      for (int j = 0; j < 16; j++) {
        out[to + part * 16 + j] = step * (u8(data, from + j) >>> shift & 3) - low;
      }
    }
  }

  private static void q3k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at + 108);
    for (int part = 0; part < 16; part++) {
      int low = u8(data, at + 96 + part % 8) >>> (part < 8 ? 0 : 4) & 15;
      int high = u8(data, at + 104 + part % 4) >>> (part / 4 * 2) & 3;
      float step = d * ((low | high << 4) - 32);
      int column = part % 2 * 16;
      long from = at + 32 + part / 8 * 32L + column;
      int shift = part % 8 / 2 * 2;
      for (int j = 0; j < 16; j++) {
        int third = u8(data, at + column + j) >>> (part / 2) & 1;
        out[to + part * 16 + j] =
            step * ((u8(data, from + j) >>> shift & 3) - (third == 1 ? 0 : 4));
      }
    }
  }

  private static void q45k(MemorySegment data, long at, boolean five, float[] out, int to) {
    float d = half(data, at);
    float dmin = half(data, at + 2);
    long fifth = at + 16;
    long nibbles = five ? at + 48 : at + 16;
    for (int part = 0; part < 8; part++) {
      float step = d * scale6(data, at + 4, part);
      float low = dmin * minimum6(data, at + 4, part);
      long from = nibbles + part / 2 * 32L;
      for (int j = 0; j < 32; j++) {
        int q = u8(data, from + j) >>> (part % 2 * 4) & 15;
        if (five) {
          q |= (u8(data, fifth + j) >>> part & 1) << 4;
        }
        out[to + part * 32 + j] = step * q - low;
      }
    }
  }

  private static int scale6(MemorySegment data, long at, int part) {
    return part < 4
        ? u8(data, at + part) & 63
        : (u8(data, at + part + 4) & 15) | (u8(data, at + part - 4) >>> 6) << 4;
  }

  private static int minimum6(MemorySegment data, long at, int part) {
    return part < 4
        ? u8(data, at + part + 4) & 63
        : u8(data, at + part + 4) >>> 4 | (u8(data, at + part) >>> 6) << 4;
  }

  private static void q6k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at + 208);
    for (int part = 0; part < 8; part++) {
      int quarter = part % 4;
      long low = at + part / 4 * 64L + quarter % 2 * 32L;
      long high = at + 128 + part / 4 * 32L;
      for (int j = 0; j < 32; j++) {
        int q = u8(data, low + j) >>> (quarter / 2 * 4) & 15;
        q |= (u8(data, high + j) >>> (quarter * 2) & 3) << 4;
        byte scale = data.get(ValueLayout.JAVA_BYTE, at + 192 + part * 2L + j / 16);
        out[to + part * 32 + j] = d * scale * (q - 32);
      }
    }
  }
}
