// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.BaseWeights;
import dev.hob.engine.bundle.LayerWeights;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Vector code is slow until C2 has compiled it: a first prompt costs about three seconds of CPU in
/// a fresh JVM, a later one a tenth. So products run while nobody waits, until they are fast: once
/// compiled (an engine started again) that is one round of some milliseconds. A request that
/// arrives waits for one product at most.
final class WarmUp {
  private static final long MOST_NANOS = 1_500_000_000;

  /// Multiply-adds a second that interpreted or C1 code never reaches and compiled code always does
  /// (measured: 0.01 to 0.1 G against 10 G).
  private static final double FAST = 1.5e9;

  private WarmUp() {}

  /// @param enough asked before each product
  static void run(Kernels kernels, BaseWeights base, BooleanSupplier enough) {
    if (kernels.name().equals("scalar")) {
      return;
    }
    List<LayerWeights> layers = List.of(base.layers().getFirst(), base.layers().getLast());
    long end = System.nanoTime() + MOST_NANOS;
    while (System.nanoTime() < end && !round(kernels, layers, enough)) {
      Thread.onSpinWait();
    }
  }

  /// @return whether to stop: all products were fast, or somebody waits
  private static boolean round(Kernels kernels, List<LayerWeights> layers, BooleanSupplier enough) {
    boolean fast = true;
    for (LayerWeights layer : layers) {
      for (Projection projection : Projection.values()) {
        for (int tokens : new int[] {1, 4}) {
          if (enough.getAsBoolean()) {
            return true;
          }
          fast &= rate(kernels, layer.matrix(projection), tokens) > FAST;
        }
      }
    }
    return fast;
  }

  private static double rate(Kernels kernels, Weights w, int tokens) {
    Rows x = Rows.zeroed(tokens, w.columns());
    Rows y = Rows.zeroed(tokens, w.rows());
    long start = System.nanoTime();
    kernels.multiply(w, x, y, Kernels.StripRange.all(w), false);
    return 1e9 * w.rows() * w.columns() * tokens / (System.nanoTime() - start);
  }
}
