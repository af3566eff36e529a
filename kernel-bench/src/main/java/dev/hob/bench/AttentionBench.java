// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// Attention of one token over 1,024 in one layer of the 3B shape, each time another of 64.
public class AttentionBench extends Prepared {
  static final Attended ATTENDED = new Attended(64, 1024, 24, 8, 128);

  @Param("scalar")
  public String kernels = Contender.SCALAR;

  @Override
  Operation prepare(Arena arena) {
    return Contender.named(kernels).attention(ATTENDED, arena);
  }

  @Benchmark
  public void attention() {
    once();
  }
}
