// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Products `y = W x` of one input with matrices of one shape, their operands where C reads them,
/// for tests and benches: each can be run again and again, and nothing is copied meanwhile. One
/// thread.
public final class CProduct implements AutoCloseable {
  private static final long HEADER = 64;

  private final CKernels kernels;
  private final int tokens;
  private final int rows;
  private final int inStride;
  private final int outStride;
  private final long matrixBytes;
  private final long in;
  private final long out;
  private final OffHeap operands;
  private final OffHeap scratch;

  /// @param matrices at least one, alike but for their numbers, off-heap; they stay mapped until
  ///   [#close]
  /// @param x [tokens, columns], padded with zeros to 16 columns; copied
  /// @throws IllegalArgumentException weights on the heap have no address
  public CProduct(CKernels kernels, List<? extends Weights> matrices, Rows x, Ledger ledger) {
    Weights w = matrices.getFirst();
    if (x.stride() < Rows.padded(w.columns())) {
      throw new IndexOutOfBoundsException(
          "rows of " + x.stride() + " for " + w.columns() + " columns");
    }
    this.kernels = kernels;
    tokens = x.count();
    rows = w.rows();
    inStride = x.stride();
    outStride = Rows.padded(rows);
    matrixBytes = HEADER + (CWeights.tableBytes(w) + 63) / 64 * 64;
    in = matrixBytes * matrices.size();
    out = in + 4L * inStride * tokens;
    operands = new OffHeap(out + 4L * outStride * tokens, ledger, Ledger.Owner.SCRATCH);
    MemorySegment bytes = operands.bytes();
    try {
      for (int i = 0; i < matrices.size(); i++) {
        write(w, matrices.get(i), bytes.asSlice(i * matrixBytes, matrixBytes));
      }
      MemorySegment.copy(
          x.values(), x.from(), bytes, ValueLayout.JAVA_FLOAT, in, inStride * tokens);
      long needed = CLibrary.hob_product_scratch(bytes.address(), tokens);
      scratch = new OffHeap(needed, ledger, Ledger.Owner.SCRATCH);
    } catch (RuntimeException | OutOfMemoryError e) {
      operands.close();
      throw e;
    }
  }

  private static void write(Weights first, Weights w, MemorySegment at) {
    if (w.rows() != first.rows()
        || w.columns() != first.columns()
        || CWeights.tableBytes(w) != CWeights.tableBytes(first)) {
      throw new IllegalArgumentException(w + " is not like " + first);
    }
    CWeights.write(w, at, at.asSlice(HEADER, CWeights.tableBytes(w)));
  }

  /// All rows of one of the matrices, for all tokens, on the calling thread.
  public void run(int matrix) {
    long a = operands.bytes().address();
    CLibrary.hob_product(
        kernels.bit(),
        a + matrix * matrixBytes,
        a + in,
        inStride,
        tokens,
        a + out,
        outStride,
        scratch.bytes().address());
  }

  /// Copies what the last [#run] gave.
  ///
  /// @param y [tokens, rows] is overwritten
  public void read(Rows y) {
    if (y.count() != tokens || y.stride() < rows) {
      throw new IndexOutOfBoundsException(y.count() + " rows of " + y.stride());
    }
    for (int t = 0; t < tokens; t++) {
      long from = out + 4L * t * outStride;
      MemorySegment.copy(operands.bytes(), ValueLayout.JAVA_FLOAT, from, y.values(), y.at(t), rows);
    }
  }

  @Override
  public void close() {
    operands.close();
    scratch.close();
  }
}
