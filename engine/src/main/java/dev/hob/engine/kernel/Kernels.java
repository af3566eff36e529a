// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// The arithmetic that takes the time. Implementations hold no state and are called from several
/// workers at once, each with its own range.
///
/// **Same bits everywhere.** A result must not depend on how many tokens share a call, how the rows
/// are split over workers, or which implementation runs. So the order of sums is part of this
/// contract; all multiply-adds are fused (one rounding):
///
/// | weights | order |
/// | --- | --- |
/// | [PaletteWeights] | in each column group two sums from 0 in ascending columns: those with `column & 4 == 0`, the others; then `y = fma(first + second, scale, y)` over ascending groups from 0 |
/// | [PlainWeights] | lane `l` of 16 sums columns `l, l + 16, …` ascending from 0; then lanes are added in halves: `l + 8`, `l + 4`, `l + 2`, `l + 1` |
///
/// Exponentials are the polynomial of [Exp].
public interface Kernels {
  /// Name for status and logs.
  String name();

  /// `y[t,o] = Σ_i w[o,i] · x[t,i]` (or `+=`, the whole sum added last) for rows `16 fromStrip ..
  /// 16 toStrip` of `w`, cut at its last row.
  ///
  /// @param x [tokens, w.columns], padded with zeros to 16 columns
  /// @param y [tokens, w.rows]; other columns stay untouched
  /// @param add whether `y` is added to instead of overwritten
  /// @throws IndexOutOfBoundsException a range or block is too short; `y` is then unchanged
  void multiply(Weights w, Rows x, Rows y, StripRange range, boolean add);

  /// `gate[t,i] = f(gate[t,i]) · up[t,i]` for `i` below `width`, with `f` of [Gate#of].
  void gate(Gate function, Rows gate, Rows up, int row, int width);

  /// Attention of one token's query heads over one key/value head.
  ///
  /// @param scores scratch, at least [AttentionCall#length] rounded up to 32 long; the worker's own
  void attend(AttentionCall call, float[] scores);

  /// Strips `from .. to` of a matrix.
  record StripRange(int from, int to) {
    public static StripRange all(Weights w) {
      return new StripRange(0, Strip16.strips(w.rows()));
    }
  }

  /// Checks that come before the first store, the same for every implementation.
  static void check(Weights w, Rows x, Rows y, StripRange range) {
    boolean fits =
        range.from() >= 0
            && range.from() <= range.to()
            && range.to() <= Strip16.strips(w.rows())
            && x.count() == y.count()
            && x.stride() >= Rows.padded(w.columns())
            && y.stride() >= w.rows();
    if (!fits) {
      throw new IndexOutOfBoundsException(
          range
              + " of ["
              + w.rows()
              + ", "
              + w.columns()
              + "], x "
              + x.count()
              + " rows of "
              + x.stride()
              + ", y "
              + y.count()
              + " rows of "
              + y.stride());
    }
  }
}
