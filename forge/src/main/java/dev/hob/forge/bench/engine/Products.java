// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.LayerWeights;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.memory.Ledger;
import java.util.Optional;
import java.util.Random;

/// The products of a prefill pass without all that is between them: every matrix of every layer
/// once, on the calling thread, as the fastest kernels of this machine do it. The output's product
/// is left out: a prefill does it for one row.
final class Products {
  private static final long SEED = 7;

  private Products() {}

  /// @param rows prompt tokens that share a product
  /// @return billions of operations a second, two a multiply-add; NaN without C kernels
  static double rate(Base base, int rows, Ledger ledger) {
    Optional<CKernels> best = CKernels.best();
    if (best.isEmpty()) {
      return Double.NaN;
    }
    double operations = 0;
    double nanos = 0;
    for (LayerWeights layer : base.layers()) {
      for (Projection projection : Projection.values()) {
        Weights matrix = layer.matrix(projection);
        Rows y = Rows.zeroed(rows, matrix.rows());
        nanos += best.get().multiply(matrix, drawn(rows, matrix.columns()), y, ledger);
        operations += 2.0 * rows * matrix.rows() * matrix.columns();
      }
    }
    return operations / nanos;
  }

  private static Rows drawn(int rows, int width) {
    Random random = new Random(SEED);
    Rows x = Rows.zeroed(rows, width);
    for (int t = 0; t < rows; t++) {
      for (int i = 0; i < width; i++) {
        x.values()[x.at(t) + i] = random.nextFloat() - 0.5f;
      }
    }
    return x;
  }
}
