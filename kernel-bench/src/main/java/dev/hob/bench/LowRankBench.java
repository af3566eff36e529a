// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// What an adapter of rank 16 adds to one matrix: `A x`, then `B t`, each time with another pair.
public class LowRankBench extends Prepared {
  static final int RANK = 16;
  private static final long BYTES = 256_000_000;

  @Param("scalar")
  public String kernels = Contender.SCALAR;

  @Param({"1", "4", "16"})
  public int adapted = 1;

  @Override
  Operation prepare(Arena arena) {
    return Contender.named(kernels)
        .lowRank(
            Drawn.pairs(ProductBench.SIDE, RANK, BYTES, arena),
            Drawn.rows(adapted, ProductBench.SIDE),
            Drawn.rows(adapted, RANK));
  }

  @Benchmark
  public void pair() {
    once();
  }

  static Work work(int rows) {
    return new Work(
        Pairs.bytes(ProductBench.SIDE, RANK),
        Pairs.operations(ProductBench.SIDE, RANK, rows),
        Work.Arithmetic.FLOATS);
  }
}
