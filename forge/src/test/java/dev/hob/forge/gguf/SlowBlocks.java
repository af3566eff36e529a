// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A second reading of the blocks, by running positions as ggml's reference code walks them, where
/// the product computes each position from its number.
final class SlowBlocks {
  private final ByteBuffer block;
  private final float[] out;
  private int next;

  private SlowBlocks(byte[] block, int weights) {
    this.block = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    out = new float[weights];
  }

  static float[] decode(GgmlType type, byte[] bytes) {
    SlowBlocks slow = new SlowBlocks(bytes, type.block());
    switch (type) {
      case F32 -> slow.out[0] = slow.block.getFloat();
      case F16 -> slow.out[0] = slow.half();
      case BF16 -> slow.out[0] = Float.intBitsToFloat(slow.block.getShort() << 16);
      case Q4_0 -> slow.small(false, false);
      case Q4_1 -> slow.small(true, false);
      case Q5_0 -> slow.small(false, true);
      case Q5_1 -> slow.small(true, true);
      case Q8_0 -> slow.q8();
      case Q2_K -> slow.q2k();
      case Q3_K -> slow.q3k();
      case Q4_K -> slow.q4k();
      case Q5_K -> slow.q5k();
      case Q6_K -> slow.q6k();
    }
    return slow.out;
  }

  private float half() {
    return Float.float16ToFloat(block.getShort());
  }

  private int[] take(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = block.get() & 0xff;
    }
    return values;
  }

  private void small(boolean minimum, boolean five) {
    float d = half();
    float m = minimum ? half() : 0;
    long fifth = five ? block.getInt() & 0xffffffffL : 0;
    int[] qs = take(16);
    int zero = minimum ? 0 : five ? 16 : 8;
    for (int j = 0; j < 16; j++) {
      out[j] = ((qs[j] % 16 + 16 * (int) (fifth >> j & 1)) - zero) * d + m;
      out[j + 16] = ((qs[j] / 16 + 16 * (int) (fifth >> (16 + j) & 1)) - zero) * d + m;
    }
  }

  private void q8() {
    float d = half();
    for (int j = 0; j < 32; j++) {
      out[j] = d * block.get();
    }
  }

  private void q2k() {
    int[] scales = take(16);
    int[] qs = take(64);
    float d = half();
    float min = half();
    int is = 0;
    for (int q = 0; q < 64; q += 32) {
      for (int shift = 0; shift < 8; shift += 2) {
        for (int half = 0; half < 32; half += 16) {
          int sc = scales[is++];
          for (int l = 0; l < 16; l++) {
            out[next++] = d * (sc & 0xf) * (qs[q + half + l] >> shift & 3) - min * (sc >> 4);
          }
        }
      }
    }
  }

  private void q3k() {
    int[] hmask = take(32);
    int[] qs = take(64);
    int a0 = block.getInt();
    int a1 = block.getInt();
    int a2 = block.getInt();
    float d = half();
    int low = 0x0f0f0f0f;
    int two = 0x03030303;
    ByteBuffer aux = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    aux.putInt((a0 & low) | (a2 & two) << 4);
    aux.putInt((a1 & low) | (a2 >>> 2 & two) << 4);
    aux.putInt((a0 >>> 4 & low) | (a2 >>> 4 & two) << 4);
    aux.putInt((a1 >>> 4 & low) | (a2 >>> 6 & two) << 4);
    int is = 0;
    int m = 1;
    for (int q = 0; q < 64; q += 32) {
      for (int shift = 0; shift < 8; shift += 2) {
        for (int half = 0; half < 32; half += 16) {
          float dl = d * (aux.get(is++) - 32);
          for (int l = half; l < half + 16; l++) {
            out[next++] = dl * ((qs[q + l] >> shift & 3) - ((hmask[l] & m) != 0 ? 0 : 4));
          }
        }
        m <<= 1;
      }
    }
  }

  private static int scale(int[] q, int j) {
    return j < 4 ? q[j] & 63 : (q[j + 4] & 0xf) | (q[j - 4] >> 6) << 4;
  }

  private static int minimum(int[] q, int j) {
    return j < 4 ? q[j + 4] & 63 : (q[j + 4] >> 4) | (q[j] >> 6) << 4;
  }

  private void q4k() {
    float d = half();
    float min = half();
    int[] scales = take(12);
    int[] qs = take(128);
    int is = 0;
    for (int q = 0; q < 128; q += 32) {
      for (int l = 0; l < 32; l++) {
        out[next++] = d * scale(scales, is) * (qs[q + l] & 0xf) - min * minimum(scales, is);
      }
      is++;
      for (int l = 0; l < 32; l++) {
        out[next++] = d * scale(scales, is) * (qs[q + l] >> 4) - min * minimum(scales, is);
      }
      is++;
    }
  }

  private void q5k() {
    float d = half();
    float min = half();
    int[] scales = take(12);
    int[] qh = take(32);
    int[] ql = take(128);
    int is = 0;
    int u = 1;
    for (int q = 0; q < 128; q += 32) {
      for (int shift = 0; shift <= 4; shift += 4) {
        for (int l = 0; l < 32; l++) {
          int value = (ql[q + l] >> shift & 0xf) + ((qh[l] & u) != 0 ? 16 : 0);
          out[next++] = d * scale(scales, is) * value - min * minimum(scales, is);
        }
        is++;
        u <<= 1;
      }
    }
  }

  private void q6k() {
    int[] ql = take(128);
    int[] qh = take(64);
    byte[] sc = new byte[16];
    block.get(sc);
    float d = half();
    for (int n = 0; n < 2; n++) {
      for (int l = 0; l < 32; l++) {
        int is = 8 * n + l / 16;
        int h = qh[32 * n + l];
        int a = ql[64 * n + l];
        int b = ql[64 * n + l + 32];
        out[128 * n + l] = d * sc[is] * ((a & 0xf | (h & 3) << 4) - 32);
        out[128 * n + l + 32] = d * sc[is + 2] * ((b & 0xf | (h >> 2 & 3) << 4) - 32);
        out[128 * n + l + 64] = d * sc[is + 4] * ((a >> 4 | (h >> 4 & 3) << 4) - 32);
        out[128 * n + l + 96] = d * sc[is + 6] * ((b >> 4 | (h >> 6 & 3) << 4) - 32);
      }
    }
  }
}
