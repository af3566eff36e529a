// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.vector;

import dev.hob.engine.kernel.AttentionCall;
import dev.hob.engine.kernel.Exp;
import dev.hob.engine.kernel.Gate;
import dev.hob.engine.kernel.Halves;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.Rows;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// What runs on vectors of any width: 16 lanes are one pass of 16, two of 8 or four of 4, and a
/// lane's sum is the same in each.
final class Lanes {
  static final VectorSpecies<Float> F =
      switch (FloatVector.SPECIES_PREFERRED.length()) {
        case 16 -> FloatVector.SPECIES_512;
        case 8 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_128;
      };
  private static final int L = F.length();
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  private Lanes() {}

  /// `Σ_k columns[k][lane] · x[k]` for 16 lanes in two sums, `k & 4` apart; written to `sums`.
  ///
  /// @param columns [count, 16]
  static void columns(float[] columns, int count, float[] x, int x0, float[] sums) {
    for (int lane = 0; lane < 16; lane += L) {
      FloatVector a = FloatVector.zero(F);
      FloatVector b = a;
      int k = 0;
      for (; k + 8 <= count; k += 8) {
        a = step(columns, k, lane, x, x0, a);
        a = step(columns, k + 1, lane, x, x0, a);
        a = step(columns, k + 2, lane, x, x0, a);
        a = step(columns, k + 3, lane, x, x0, a);
        b = step(columns, k + 4, lane, x, x0, b);
        b = step(columns, k + 5, lane, x, x0, b);
        b = step(columns, k + 6, lane, x, x0, b);
        b = step(columns, k + 7, lane, x, x0, b);
      }
      for (; k < count; k++) {
        if ((k & 4) == 0) {
          a = step(columns, k, lane, x, x0, a);
        } else {
          b = step(columns, k, lane, x, x0, b);
        }
      }
      a.add(b).intoArray(sums, lane);
    }
  }

  private static FloatVector step(
      float[] columns, int k, int lane, float[] x, int x0, FloatVector sum) {
    return FloatVector.fromArray(F, columns, k * 16 + lane)
        .fma(FloatVector.broadcast(F, x[x0 + k]), sum);
  }

  /// Dot products of 16 turned rows in the order of [LongRows].
  ///
  /// @param turned [columns, 16], columns a multiple of 16
  /// @param sums [16], overwritten
  static void turned(float[] turned, float[] x, int x0, float[] sums) {
    for (int row = 0; row < 16; row += L) {
      FloatVector even = quarter(turned, row, 0, x, x0).add(quarter(turned, row, 2, x, x0));
      FloatVector odd = quarter(turned, row, 1, x, x0).add(quarter(turned, row, 3, x, x0));
      even.add(odd).intoArray(sums, row);
    }
  }

  /// Lanes `l`, `l + 4`, `l + 8` and `l + 12` in halves.
  private static FloatVector quarter(float[] turned, int row, int l, float[] x, int x0) {
    FloatVector first = lane(turned, row, l, x, x0).add(lane(turned, row, l + 8, x, x0));
    FloatVector second = lane(turned, row, l + 4, x, x0).add(lane(turned, row, l + 12, x, x0));
    return first.add(second);
  }

  private static FloatVector lane(float[] turned, int row, int l, float[] x, int x0) {
    FloatVector sum = product(turned, row, l, x, x0, FloatVector.zero(F));
    for (int k = l + 16; k * 16 < turned.length; k += 16) {
      sum = product(turned, row, k, x, x0, sum);
    }
    return sum;
  }

  private static FloatVector product(
      float[] turned, int row, int k, float[] x, int x0, FloatVector sum) {
    return FloatVector.fromArray(F, turned, k * 16 + row)
        .fma(FloatVector.broadcast(F, x[x0 + k]), sum);
  }

  /// [Exp#of] on a vector.
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.min(Exp.HIGH).max(Exp.LOW);
    FloatVector magic = FloatVector.broadcast(F, Exp.MAGIC);
    FloatVector shifted = clamped.fma(FloatVector.broadcast(F, Exp.LOG2E), magic);
    FloatVector n = shifted.sub(magic);
    FloatVector r = n.fma(FloatVector.broadcast(F, -Exp.LN2_HIGH), clamped);
    r = n.fma(FloatVector.broadcast(F, -Exp.LN2_LOW), r);
    FloatVector p = r.fma(FloatVector.broadcast(F, Exp.C7), FloatVector.broadcast(F, Exp.C6));
    p = p.fma(r, FloatVector.broadcast(F, Exp.C5));
    p = p.fma(r, FloatVector.broadcast(F, Exp.C4));
    p = p.fma(r, FloatVector.broadcast(F, Exp.C3));
    p = p.fma(r, FloatVector.broadcast(F, Exp.C2));
    p = p.fma(r, FloatVector.broadcast(F, 1f));
    p = p.fma(r, FloatVector.broadcast(F, 1f));
    IntVector power =
        shifted.reinterpretAsInts().sub(Exp.MAGIC_BITS).add(127).lanewise(VectorOperators.LSHL, 23);
    return p.mul(power.reinterpretAsFloats());
  }

  /// `gate = silu(gate) · up` over `count` rounded up to whole vectors, which both blocks have room
  /// for (rows are padded).
  static void swiglu(float[] gate, int g, float[] up, int u, int count) {
    FloatVector one = FloatVector.broadcast(F, 1f);
    for (int i = 0; i < count; i += L) {
      FloatVector z = FloatVector.fromArray(F, gate, g + i);
      FloatVector y = z.div(one.add(exp(z.neg())));
      y.mul(FloatVector.fromArray(F, up, u + i)).intoArray(gate, g + i);
    }
  }

  /// The same with [Gate#GELU].
  static void geglu(float[] gate, int g, float[] up, int u, int count) {
    FloatVector one = FloatVector.broadcast(F, 1f);
    FloatVector first = FloatVector.broadcast(F, Gate.GELU_1);
    FloatVector third = FloatVector.broadcast(F, Gate.GELU_3);
    for (int i = 0; i < count; i += L) {
      FloatVector z = FloatVector.fromArray(F, gate, g + i);
      FloatVector w = z.mul(third.fma(z.mul(z), first));
      FloatVector y = z.div(one.add(exp(w.add(w).neg())));
      y.mul(FloatVector.fromArray(F, up, u + i)).intoArray(gate, g + i);
    }
  }

  /// `cap · tanh(score / cap)` in place.
  static void cap(float[] scores, int length, float cap) {
    FloatVector one = FloatVector.broadcast(F, 1f);
    FloatVector two = FloatVector.broadcast(F, 2f);
    for (int t = 0; t < length; t += L) {
      FloatVector x = FloatVector.fromArray(F, scores, t).mul(1f / cap);
      FloatVector tanh = one.sub(two.div(exp(x.add(x)).add(one)));
      tanh.mul(cap).intoArray(scores, t);
    }
  }

  /// Scores of all tokens of the sequence for one query head.
  static void scores(AttentionCall call, int query, float[] scores) {
    int blocks = Math.ceilDiv(call.length(), 16);
    for (int block = 0; block < blocks; block++) {
      MemorySegment page = call.pages()[block / 2];
      long at = call.offset() + (block % 2) * 64L * call.headDim();
      for (int lane = 0; lane < 16; lane += L) {
        score(page, at + lane * 4L, call.queries(), query, call.headDim())
            .intoArray(scores, block * 16 + lane);
      }
    }
  }

  private static FloatVector score(
      MemorySegment page, long at, float[] query, int from, int headDim) {
    FloatVector a = FloatVector.zero(F);
    for (int i = 0; i < headDim; i++) {
      FloatVector key = FloatVector.fromMemorySegment(F, page, at + i * 64L, LE);
      a = FloatVector.broadcast(F, query[from + i]).fma(key, a);
    }
    return a;
  }

  /// `e^(score - max)` in place, their sum as the result; what stands before `first` and behind
  /// `length` becomes 0.
  static float softmax(float[] scores, int first, int length, float[] lanes) {
    int padded = Rows.padded(length);
    java.util.Arrays.fill(scores, 0, first, Float.NEGATIVE_INFINITY);
    java.util.Arrays.fill(scores, length, padded, Float.NEGATIVE_INFINITY);
    FloatVector top = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int t = 0; t < padded; t += L) {
      top = top.max(FloatVector.fromArray(F, scores, t));
    }
    float most = top.reduceLanes(VectorOperators.MAX);
    for (int t = 0; t < padded; t += L) {
      exp(FloatVector.fromArray(F, scores, t).sub(most)).intoArray(scores, t);
    }
    java.util.Arrays.fill(scores, 0, first, 0f);
    java.util.Arrays.fill(scores, length, padded, 0f);
    for (int lane = 0; lane < 16; lane += L) {
      FloatVector sum = FloatVector.zero(F);
      for (int t = lane; t < padded; t += 16) {
        sum = sum.add(FloatVector.fromArray(F, scores, t));
      }
      sum.intoArray(lanes, lane);
    }
    return Halves.sum(lanes);
  }

  /// `Σ_t p[t] · v[t]`, divided by `sum`, for 16 dimensions from `i` on.
  static void values(AttentionCall call, int i, float[] p, float sum, float[] lanes) {
    long row = Rows.padded(call.headDim()) * 4L;
    for (int lane = 0; lane < 16; lane += L) {
      long at = call.offset() + KvLayout.keyBytes(call.headDim()) + (i + lane) * 4L;
      FloatVector a = FloatVector.zero(F);
      for (int from = 0; from < call.length(); from += KvLayout.PAGE) {
        int count = Math.min(KvLayout.PAGE, call.length() - from);
        a = values(call.pages()[from / KvLayout.PAGE], at, row, p, from, count, a);
      }
      a.div(sum).intoArray(lanes, lane);
    }
  }

  private static FloatVector values(
      MemorySegment page, long at, long row, float[] p, int from, int count, FloatVector sum) {
    FloatVector a = sum;
    for (int t = 0; t < count; t++) {
      FloatVector value = FloatVector.fromMemorySegment(F, page, at + t * row, LE);
      a = FloatVector.broadcast(F, p[from + t]).fma(value, a);
    }
    return a;
  }
}
