// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.Rows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// Dot products of two rows with four tokens, eight sums side by side: as many as hide the latency
/// of a multiply-add.
final class LongRows {
  static final int ROWS = 2;
  static final int TOKENS = 4;

  /// Numbers that [#multiply] writes: 16 lanes of each row and token.
  static final int LANES = 16 * ROWS * TOKENS;

  private static final int L = Lanes.F.length();
  private static final VectorShuffle<Float> EIGHT = down(8);
  private static final VectorShuffle<Float> FOUR = down(4);
  private static final VectorShuffle<Float> TWO = down(2);
  private static final VectorShuffle<Float> ONE = down(1);

  private LongRows() {}

  private static VectorShuffle<Float> down(int by) {
    return VectorShuffle.fromOp(Lanes.F, lane -> (lane + by) % L);
  }

  /// Lanes of two rows times tokens `t` to `t + 3`; where there are fewer tokens, the last one
  /// stands in.
  ///
  /// @param rows [2, padded] from `at` on, zero behind the last column
  /// @param lanes [2, 4, 16], overwritten
  static void multiply(float[] rows, int at, int padded, Rows x, int t, float[] lanes) {
    for (int lane = 0; lane < 16; lane += L) {
      if (t == x.count() - 1) {
        one(rows, at, padded, x, t, lane, lanes);
      } else {
        four(rows, at, padded, x, t, lane, lanes);
      }
    }
  }

  private static void one(
      float[] w, int at, int padded, Rows tokens, int t, int lane, float[] lanes) {
    float[] x = tokens.values();
    int x0 = tokens.at(t);
    FloatVector a = FloatVector.zero(Lanes.F);
    FloatVector b = a;
    for (int k = lane; k < padded; k += 16) {
      FloatVector in = FloatVector.fromArray(Lanes.F, x, x0 + k);
      a = FloatVector.fromArray(Lanes.F, w, at + k).fma(in, a);
      b = FloatVector.fromArray(Lanes.F, w, at + padded + k).fma(in, b);
    }
    a.intoArray(lanes, lane);
    b.intoArray(lanes, 16 * TOKENS + lane);
  }

  private static void four(
      float[] w, int at, int padded, Rows tokens, int t, int lane, float[] lanes) {
    float[] x = tokens.values();
    int last = tokens.count() - 1;
    int x0 = tokens.at(t);
    int x1 = tokens.at(t + 1);
    int x2 = tokens.at(Math.min(t + 2, last));
    int x3 = tokens.at(Math.min(t + 3, last));
    FloatVector a0 = FloatVector.zero(Lanes.F);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    for (int k = lane; k < padded; k += 16) {
      FloatVector a = FloatVector.fromArray(Lanes.F, w, at + k);
      FloatVector b = FloatVector.fromArray(Lanes.F, w, at + padded + k);
      FloatVector in = FloatVector.fromArray(Lanes.F, x, x0 + k);
      a0 = a.fma(in, a0);
      b0 = b.fma(in, b0);
      in = FloatVector.fromArray(Lanes.F, x, x1 + k);
      a1 = a.fma(in, a1);
      b1 = b.fma(in, b1);
      in = FloatVector.fromArray(Lanes.F, x, x2 + k);
      a2 = a.fma(in, a2);
      b2 = b.fma(in, b2);
      in = FloatVector.fromArray(Lanes.F, x, x3 + k);
      a3 = a.fma(in, a3);
      b3 = b.fma(in, b3);
    }
    a0.intoArray(lanes, lane);
    a1.intoArray(lanes, 16 + lane);
    a2.intoArray(lanes, 32 + lane);
    a3.intoArray(lanes, 48 + lane);
    b0.intoArray(lanes, 64 + lane);
    b1.intoArray(lanes, 80 + lane);
    b2.intoArray(lanes, 96 + lane);
    b3.intoArray(lanes, 112 + lane);
  }

  /// Lanes of one product, added in halves.
  static float sum(float[] lanes, int product) {
    int at = 16 * product;
    FloatVector sum = FloatVector.fromArray(Lanes.F, lanes, at);
    if (L == 16) {
      sum = sum.add(sum.rearrange(EIGHT));
    } else if (L == 8) {
      sum = sum.add(FloatVector.fromArray(Lanes.F, lanes, at + 8));
    } else {
      sum = sum.add(FloatVector.fromArray(Lanes.F, lanes, at + 8));
      FloatVector upper = FloatVector.fromArray(Lanes.F, lanes, at + 4);
      sum = sum.add(upper.add(FloatVector.fromArray(Lanes.F, lanes, at + 12)));
    }
    if (L > 4) {
      sum = sum.add(sum.rearrange(FOUR));
    }
    sum = sum.add(sum.rearrange(TWO));
    return sum.add(sum.rearrange(ONE)).lane(0);
  }
}
