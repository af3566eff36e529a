// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One product `y = W x` whose operands lie where C reads them, for tests and benches: it can be
/// run again and again, and nothing is copied meanwhile. One thread.
public final class CProduct implements AutoCloseable {
  private static final long TABLES = 64;

  private final CKernels kernels;
  private final Weights w;
  private final int tokens;
  private final int inStride;
  private final long in;
  private final long out;
  private final OffHeap operands;
  private final OffHeap scratch;

  /// @param w off-heap, stays mapped until [#close]
  /// @param x [tokens, w.columns], padded with zeros to 16 columns; copied
  /// @throws IllegalArgumentException weights on the heap have no address
  public CProduct(CKernels kernels, Weights w, Rows x, Ledger ledger) {
    if (x.stride() < Rows.padded(w.columns())) {
      throw new IndexOutOfBoundsException(
          "rows of " + x.stride() + " for " + w.columns() + " columns");
    }
    this.kernels = kernels;
    this.w = w;
    tokens = x.count();
    inStride = x.stride();
    in = TABLES + Rows.padded((int) CWeights.tableBytes(w));
    out = in + 4L * inStride * tokens;
    operands = new OffHeap(out + 4L * outStride() * tokens, ledger, Ledger.Owner.SCRATCH);
    MemorySegment bytes = operands.bytes();
    try {
      CWeights.write(w, bytes, bytes.asSlice(TABLES, CWeights.tableBytes(w)));
      MemorySegment.copy(
          x.values(), x.from(), bytes, ValueLayout.JAVA_FLOAT, in, inStride * tokens);
      long needed = CLibrary.hob_product_scratch(bytes.address(), tokens);
      scratch = new OffHeap(needed, ledger, Ledger.Owner.SCRATCH);
    } catch (RuntimeException | OutOfMemoryError e) {
      operands.close();
      throw e;
    }
  }

  private int outStride() {
    return Rows.padded(w.rows());
  }

  /// All rows of `w`, for all tokens, on the calling thread.
  public void run() {
    long a = operands.bytes().address();
    CLibrary.hob_product(
        kernels.bit(),
        a,
        a + in,
        inStride,
        tokens,
        a + out,
        outStride(),
        scratch.bytes().address());
  }

  /// Copies what the last [#run] gave.
  ///
  /// @param y [tokens, w.rows] is overwritten
  public void read(Rows y) {
    if (y.count() != tokens || y.stride() < w.rows()) {
      throw new IndexOutOfBoundsException(y.count() + " rows of " + y.stride());
    }
    for (int t = 0; t < tokens; t++) {
      MemorySegment.copy(
          operands.bytes(),
          ValueLayout.JAVA_FLOAT,
          out + 4L * t * outStride(),
          y.values(),
          y.at(t),
          w.rows());
    }
  }

  @Override
  public void close() {
    operands.close();
    scratch.close();
  }
}
