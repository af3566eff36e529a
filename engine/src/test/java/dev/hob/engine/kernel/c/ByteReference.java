// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.Exp;
import dev.hob.engine.kernel.Halves;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Strip16;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The 8-bit arithmetic of `src/main/c/body.h`, once more and one number at a time. What C computes
/// must have the same bits.
public final class ByteReference {
  private ByteReference() {}

  /// A vector in bytes: x ~ byte · scale.
  public record Bytes(byte[] values, float scale) {}

  static float most(float[] x, int from, int to) {
    float most = 0;
    for (int i = from; i < to; i++) {
      most = Math.max(most, Math.abs(x[i]));
    }
    return most;
  }

  static byte toByte(float x) {
    return (byte) Math.rint(Math.max(-127f, Math.min(127f, x)));
  }

  /// `W x` of one palettized row.
  public static float product(PaletteWeights w, int row, float[] x, int at) {
    float y = 0;
    for (int group = 0; group < w.groups(); group++) {
      int from = group * w.groupColumns();
      int to = Math.min(w.columns(), from + w.groupColumns());
      float most = most(x, at + from, at + to);
      float inverse = most > 0 ? 127f / most : 0;
      int sum = 0;
      for (int column = from; column < to; column++) {
        sum += value(w, row, column) * toByte(x[at + column] * inverse);
      }
      long scaleAt = ((long) (row / 16) * w.groups() + group) * 32L + row % 16 * 2L;
      float scale = Float.float16ToFloat(w.scales().get(ValueLayout.JAVA_SHORT_UNALIGNED, scaleAt));
      y = Math.fma((float) sum, scale * (most / 16129f), y);
    }
    return y;
  }

  /// Table value of a weight, -127 to 127.
  static int value(PaletteWeights w, int row, int column) {
    long where = (long) (row / 16) * w.stripBytes() + Strip16.byteOf(row % 16, column, 0, w.bits());
    int packed = w.indices().get(ValueLayout.JAVA_BYTE, where);
    int index = packed >>> Strip16.shiftOf(column, w.bits()) & ((1 << w.bits()) - 1);
    return Math.round(w.tables()[w.tableAt(row / 16) + index] * 127f);
  }

  /// A key or value as it is stored.
  public static Bytes stored(float[] x, int at, int count) {
    float size = Math.min(most(x, at, at + count) / 127f, 65504f);
    float scale = Float.float16ToFloat(Float.floatToFloat16(size));
    float inverse = scale > 0 ? 1f / scale : 0;
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      values[i] = toByte(x[at + i] * inverse);
    }
    return new Bytes(values, scale);
  }

  /// How a query looks at what is stored.
  ///
  /// @param scale of a product of query and key
  /// @param cap 0 = none
  /// @param first tokens that are not seen, fewer than a page
  public record Look(float scale, float cap, int first) {}

  /// One query head over the stored tokens, from a page's first on.
  public static float[] attend(
      float[] query, int at, List<Bytes> keys, List<Bytes> values, Look look) {
    int dim = keys.getFirst().values().length;
    float top = most(query, at, at + dim);
    float inverse = top > 0 ? 127f / top : 0;
    float factor = top / 127f * look.scale();
    float[] out = new float[dim];
    float most = Float.NEGATIVE_INFINITY;
    float sum = 0;
    for (int from = 0; from < keys.size(); from += 256) {
      int count = Math.min(256, keys.size() - from);
      float[] scores = new float[256];
      float blockMost = most;
      int first = from == 0 ? look.first() : 0;
      for (int t = first; t < count; t++) {
        Bytes key = keys.get(from + t);
        int dot = 0;
        for (int i = 0; i < dim; i++) {
          dot += toByte(query[at + i] * inverse) * key.values()[i];
        }
        scores[t] = (float) dot * (factor * key.scale());
        if (look.cap() != 0f) {
          scores[t] = look.cap() * Exp.tanh(scores[t] * (1f / look.cap()));
        }
        blockMost = Math.max(blockMost, scores[t]);
      }
      float keep = Exp.of(most - blockMost);
      most = blockMost;
      float[] lanes = new float[16];
      for (int t = first; t < count; t++) {
        scores[t] = Exp.of(scores[t] - most);
        lanes[t % 16] += scores[t];
      }
      sum = sum * keep + Halves.sum(lanes);
      for (int i = 0; i < dim; i++) {
        out[i] *= keep;
      }
      for (int page = 0; page < count; page += 32) {
        addPage(scores, page, Math.min(count, page + 32), from, values, out);
      }
    }
    for (int i = 0; i < dim; i++) {
      out[i] /= sum;
    }
    return out;
  }

  private static void addPage(
      float[] weights, int first, int end, int offset, List<Bytes> values, float[] out) {
    float most = 0;
    for (int t = first; t < end; t++) {
      most = Math.max(most, weights[t] * values.get(offset + t).scale());
    }
    float inverse = most > 0 ? 255f / most : 0;
    for (int i = 0; i < out.length; i++) {
      int sum = 0;
      for (int t = first; t < end; t++) {
        Bytes value = values.get(offset + t);
        int weight = (int) Math.rint(Math.min(255f, weights[t] * value.scale() * inverse));
        sum += weight * value.values()[i];
      }
      out[i] = Math.fma((float) sum, most / 255f, out[i]);
    }
  }
}
