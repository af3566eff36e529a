// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import java.util.function.BooleanSupplier;

/// Vector code is slow until C2 has compiled it (measured: first passes reach a tenth of the
/// speed). So the products of the first and last layer are run for a moment while nobody waits.
final class WarmUp {
  private static final long NANOS = 200_000_000;

  private WarmUp() {}

  /// @param enough asked after each round
  static void run(Kernels kernels, Base base, BooleanSupplier enough) {
    if (kernels.name().equals("scalar")) {
      return;
    }
    long end = System.nanoTime() + NANOS;
    var layers = base.layers();
    while (System.nanoTime() < end && !enough.getAsBoolean()) {
      for (Projection projection : Projection.values()) {
        multiply(kernels, layers.getFirst().matrix(projection));
        multiply(kernels, layers.getLast().matrix(projection));
      }
    }
  }

  private static void multiply(Kernels kernels, Weights w) {
    for (int tokens : new int[] {1, 4}) {
      Rows x = Rows.zeroed(tokens, w.columns());
      kernels.multiply(w, x, Rows.zeroed(tokens, w.rows()), Kernels.StripRange.all(w), false);
    }
  }
}
