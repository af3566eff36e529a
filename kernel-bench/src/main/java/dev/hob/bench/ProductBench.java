// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// A palettized product of a few rows of activations, on one thread, each time with another matrix:
/// as a decode step (1 row), a batch (2, 4) and a prefill (16 and more) do it.
public class ProductBench extends Prepared {
  /// Rows and columns of a matrix: queries and outputs of the 3B shape.
  static final int SIDE = 3072;

  @Param("scalar")
  public String kernels = Contender.SCALAR;

  @Param({"4", "2"})
  public int bits = 4;

  @Param({"1", "2", "4", "16", "64", "256"})
  public int rows = 1;

  /// Of all matrices, far beyond a core's own caches.
  @Param("256")
  public int megabytes = 256;

  @Override
  Operation prepare(Arena arena) {
    return Contender.named(kernels)
        .product(Drawn.palettes(SIDE, bits, megabytes * 1_000_000L, arena), Drawn.rows(rows, SIDE));
  }

  @Benchmark
  public void product() {
    once();
  }

  static Work work(Contender contender, int bits, int rows) {
    return new Work(Drawn.paletteBytes(SIDE, bits), 2.0 * SIDE * SIDE * rows, contender.palettes());
  }
}
