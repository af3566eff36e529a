// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.scalar;

import dev.hob.engine.kernel.AttentionCall;
import dev.hob.engine.kernel.Exp;
import dev.hob.engine.kernel.Gate;
import dev.hob.engine.kernel.Halves;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Strip16;
import dev.hob.engine.kernel.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reference kernels: one weight at a time, readable rather than fast. The others must give the
/// same bits.
public final class ScalarKernels implements Kernels {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void multiply(Weights w, Rows x, Rows y, StripRange range, boolean add) {
    Kernels.check(w, x, y, range);
    int end = Math.min(w.rows(), range.to() * Strip16.ROWS);
    for (int row = range.from() * Strip16.ROWS; row < end; row++) {
      for (int t = 0; t < x.count(); t++) {
        float sum =
            switch (w) {
              case PaletteWeights palette -> palette(palette, row, x.values(), x.at(t));
              case PlainWeights plain -> plain(plain, row, x.values(), x.at(t));
            };
        int at = y.at(t) + row;
        y.values()[at] = add ? y.values()[at] + sum : sum;
      }
    }
  }

  private static float palette(PaletteWeights w, int row, float[] x, int at) {
    int stripBytes = w.stripBytes();
    int table = w.tableAt(row / 16);
    float y = 0;
    for (int group = 0; group < w.groups(); group++) {
      float first = 0;
      float second = 0;
      int to = Math.min(w.columns(), (group + 1) * w.groupColumns());
      for (int column = group * w.groupColumns(); column < to; column++) {
        long where = (long) (row / 16) * stripBytes + Strip16.byteOf(row % 16, column, 0, w.bits());
        int packed = w.indices().get(ValueLayout.JAVA_BYTE, where);
        int index = packed >>> Strip16.shiftOf(column, w.bits()) & ((1 << w.bits()) - 1);
        float weight = w.tables()[table + index];
        if ((column & 4) == 0) {
          first = Math.fma(weight, x[at + column], first);
        } else {
          second = Math.fma(weight, x[at + column], second);
        }
      }
      long scaleAt = ((long) (row / 16) * w.groups() + group) * 32L + row % 16 * 2L;
      float scale = Float.float16ToFloat(w.scales().get(SHORT, scaleAt));
      y = Math.fma(first + second, scale, y);
    }
    return y;
  }

  private static float plain(PlainWeights w, int row, float[] x, int at) {
    float[] lanes = new float[16];
    for (int column = 0; column < w.columns(); column++) {
      float weight = value(w.type(), w.values(), (long) row * w.columns() + column);
      lanes[column % 16] = Math.fma(weight, x[at + column], lanes[column % 16]);
    }
    return Halves.sum(lanes);
  }

  private static float value(PlainWeights.Type type, MemorySegment values, long index) {
    return switch (type) {
      case F32 -> values.get(FLOAT, index * 4);
      case F16 -> Float.float16ToFloat(values.get(SHORT, index * 2));
      case BF16 -> Float.intBitsToFloat(values.get(SHORT, index * 2) << 16);
    };
  }

  @Override
  public void gate(Gate function, Rows gate, Rows up, int row, int width) {
    for (int i = 0; i < width; i++) {
      int at = gate.at(row) + i;
      gate.values()[at] = function.of(gate.values()[at]) * up.values()[up.at(row) + i];
    }
  }

  @Override
  public void attend(AttentionCall call, float[] scores) {
    for (int head = 0; head < call.heads(); head++) {
      int query = call.queryAt() + head * call.headDim();
      for (int t = call.first(); t < call.length(); t++) {
        float score = score(call, query, t);
        scores[t] = call.cap() == 0f ? score : call.cap() * Exp.tanh(score * (1f / call.cap()));
      }
      float sum = softmax(scores, call.first(), call.length());
      for (int i = 0; i < call.headDim(); i++) {
        float y = 0;
        for (int t = call.first(); t < call.length(); t++) {
          y = Math.fma(scores[t], value(call, t, i), y);
        }
        call.out()[call.outAt() + head * call.headDim() + i] = y / sum;
      }
    }
  }

  private static float score(AttentionCall call, int query, int t) {
    MemorySegment page = call.pages()[t / KvLayout.PAGE];
    int slot = t % KvLayout.PAGE;
    long at = call.offset() + ((long) (slot / 16) * call.headDim() * 16 + slot % 16) * 4;
    float score = 0;
    for (int i = 0; i < call.headDim(); i++) {
      score = Math.fma(call.queries()[query + i], page.get(FLOAT, at + i * 64L), score);
    }
    return score;
  }

  private static float value(AttentionCall call, int t, int i) {
    MemorySegment page = call.pages()[t / KvLayout.PAGE];
    long row = (long) (t % KvLayout.PAGE) * Rows.padded(call.headDim()) + i;
    return page.get(FLOAT, call.offset() + KvLayout.keyBytes(call.headDim()) + row * 4);
  }

  /// Turns scores into `e^(score - max)` and gives their sum, added by 16 lanes and then halves.
  private static float softmax(float[] scores, int first, int length) {
    float most = Float.NEGATIVE_INFINITY;
    for (int t = first; t < length; t++) {
      most = Math.max(most, scores[t]);
    }
    float[] lanes = new float[16];
    for (int t = first; t < length; t++) {
      scores[t] = Exp.of(scores[t] - most);
      lanes[t % 16] += scores[t];
    }
    return Halves.sum(lanes);
  }
}
