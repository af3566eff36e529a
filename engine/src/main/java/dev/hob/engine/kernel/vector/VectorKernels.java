// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.AttentionCall;
import dev.hob.engine.kernel.Gate;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Strip16;
import dev.hob.engine.kernel.Weights;

/// Kernels over the Vector API, for any preferred width. Immutable.
public final class VectorKernels implements Kernels {
  /// Columns up to which turning a row is cheaper than adding its lanes: the highest rank.
  private static final int SHORT = 64;

  private final boolean wide;

  private VectorKernels(boolean wide) {
    this.wide = wide;
  }

  /// For the vectors that this machine prefers.
  public static VectorKernels preferred() {
    return new VectorKernels(Lanes.F.length() == 16);
  }

  /// Without the 512-bit look-up, as narrower machines run.
  public static VectorKernels narrow() {
    return new VectorKernels(false);
  }

  @Override
  public String name() {
    return "vector, " + Lanes.F.vectorBitSize() + " bits" + (wide ? "" : ", look-up in memory");
  }

  @Override
  public void multiply(Weights w, Rows x, Rows y, StripRange range, boolean add) {
    Kernels.check(w, x, y, range);
    switch (w) {
      case PaletteWeights palette when wide -> wide(palette, x, y, range, add);
      case PaletteWeights palette -> narrow(palette, x, y, range, add);
      case PlainWeights plain when plain.columns() <= SHORT -> turned(plain, x, y, range, add);
      case PlainWeights plain -> plain(plain, x, y, range, add);
    }
  }

  private static void wide(PaletteWeights w, Rows x, Rows y, StripRange range, boolean add) {
    float[] out = new float[4 * Strip16.ROWS];
    for (int strip = range.from(); strip < range.to(); strip++) {
      int t = 0;
      for (; t + 4 <= x.count(); t += 4) {
        int[] at = {x.at(t), x.at(t + 1), x.at(t + 2), x.at(t + 3)};
        Wide.four(w, strip, x.values(), at, out);
        for (int i = 0; i < 4; i++) {
          put(w, out, i * Strip16.ROWS, y, t + i, strip, add);
        }
      }
      for (; t < x.count(); t++) {
        Wide.one(w, strip, x.values(), x.at(t), out);
        put(w, out, 0, y, t, strip, add);
      }
    }
  }

  private static void narrow(PaletteWeights w, Rows x, Rows y, StripRange range, boolean add) {
    float[] columns = new float[w.groupColumns() * 16];
    float[] sums = new float[16];
    float[] totals = new float[x.count() * 16];
    float[] scales = new float[16];
    for (int strip = range.from(); strip < range.to(); strip++) {
      java.util.Arrays.fill(totals, 0);
      for (int group = 0; group < w.groups(); group++) {
        int from = group * w.groupColumns();
        int count = Math.min(w.groupColumns(), w.columns() - from);
        Unpack.palette(w, strip, from, count, columns);
        Unpack.scales(w, strip, group, scales);
        for (int t = 0; t < x.count(); t++) {
          Lanes.columns(columns, count, x.values(), x.at(t) + from, sums);
          for (int row = 0; row < 16; row++) {
            totals[t * 16 + row] = Math.fma(sums[row], scales[row], totals[t * 16 + row]);
          }
        }
      }
      for (int t = 0; t < x.count(); t++) {
        put(w, totals, t * 16, y, t, strip, add);
      }
    }
  }

  /// Short rows (B of a low-rank pair has a column a rank), turned so that a lane is a row.
  private static void turned(PlainWeights w, Rows x, Rows y, StripRange range, boolean add) {
    int columns = w.columns();
    float[] rows = new float[Strip16.ROWS * columns];
    float[] turned = new float[Rows.padded(columns) * Strip16.ROWS];
    float[] sums = new float[Strip16.ROWS];
    for (int strip = range.from(); strip < range.to(); strip++) {
      int first = strip * Strip16.ROWS;
      int count = Math.min(Strip16.ROWS, w.rows() - first);
      Widen.floats(w.type(), w.values(), (long) first * columns, count * columns, rows, 0);
      for (int row = 0; row < count; row++) {
        for (int column = 0; column < columns; column++) {
          turned[column * Strip16.ROWS + row] = rows[row * columns + column];
        }
      }
      for (int t = 0; t < x.count(); t++) {
        Lanes.turned(turned, x.values(), x.at(t), sums);
        put(w, sums, 0, y, t, strip, add);
      }
    }
  }

  /// Many tokens go over 16 rows at a time: four of them stay in the first-level cache, the rows in
  /// the second.
  private static void plain(PlainWeights w, Rows x, Rows y, StripRange range, boolean add) {
    int some = x.count() < LongRows.TOKENS ? LongRows.ROWS : Strip16.ROWS;
    int padded = Rows.padded(w.columns());
    float[] rows = new float[some * padded];
    float[] lanes = new float[LongRows.LANES];
    int end = Math.min(w.rows(), range.to() * Strip16.ROWS);
    for (int first = range.from() * Strip16.ROWS; first < end; first += some) {
      int count = Math.min(some, end - first);
      for (int row = 0; row < count; row++) {
        long at = (long) (first + row) * w.columns();
        Widen.floats(w.type(), w.values(), at, w.columns(), rows, row * padded);
      }
      for (int t = 0; t < x.count(); t += LongRows.TOKENS) {
        for (int row = 0; row < count; row += LongRows.ROWS) {
          LongRows.multiply(rows, row * padded, padded, x, t, lanes);
          int pair = Math.min(LongRows.ROWS, count - row);
          putLanes(lanes, pair, y, t, first + row, add);
        }
      }
    }
  }

  /// Stores the sums of `rows` rows from `first` on, of tokens `t` to `t + 3` as far as they exist.
  private static void putLanes(float[] lanes, int rows, Rows y, int t, int first, boolean add) {
    for (int i = 0; i < Math.min(LongRows.TOKENS, y.count() - t); i++) {
      for (int row = 0; row < rows; row++) {
        float sum = LongRows.sum(lanes, row * LongRows.TOKENS + i);
        int at = y.at(t + i) + first + row;
        y.values()[at] = add ? y.values()[at] + sum : sum;
      }
    }
  }

  /// Stores a strip's 16 sums of token `t`, without the padding rows.
  private static void put(
      Weights w, float[] sums, int from, Rows y, int t, int strip, boolean add) {
    int row = strip * Strip16.ROWS;
    int count = Math.min(Strip16.ROWS, w.rows() - row);
    int at = y.at(t) + row;
    if (add) {
      for (int i = 0; i < count; i++) {
        y.values()[at + i] += sums[from + i];
      }
    } else {
      System.arraycopy(sums, from, y.values(), at, count);
    }
  }

  @Override
  public void gate(Gate function, Rows gate, Rows up, int row, int width) {
    switch (function) {
      case SILU -> Lanes.swiglu(gate.values(), gate.at(row), up.values(), up.at(row), width);
      case GELU -> Lanes.geglu(gate.values(), gate.at(row), up.values(), up.at(row), width);
    }
  }

  @Override
  public void attend(AttentionCall call, float[] scores) {
    float[] lanes = new float[16];
    for (int head = 0; head < call.heads(); head++) {
      Lanes.scores(call, call.queryAt() + head * call.headDim(), scores);
      if (call.cap() != 0f) {
        Lanes.cap(scores, call.length(), call.cap());
      }
      float sum = Lanes.softmax(scores, call.first(), call.length(), lanes);
      for (int i = 0; i < call.headDim(); i += 16) {
        Lanes.values(call, i, scores, sum, lanes);
        int at = call.outAt() + head * call.headDim() + i;
        System.arraycopy(lanes, 0, call.out(), at, Math.min(16, call.headDim() - i));
      }
    }
  }
}
