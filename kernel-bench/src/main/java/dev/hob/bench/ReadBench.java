// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.c.CProbe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// Reading memory for nothing: the limit that products of few rows come up to.
public class ReadBench extends Prepared {
  static final long BYTES = 512_000_000;

  @Param({"1", "2"})
  public int threads = 1;

  @Override
  Operation prepare(Arena arena) {
    CKernels kernels = CKernels.all().getLast();
    MemorySegment memory = written(arena);
    return new Operation() {
      @Override
      public void run() {
        CProbe.read(kernels, memory, threads);
      }

      @Override
      public void close() {}
    };
  }

  @Benchmark
  public void read() {
    once();
  }

  /// Pages that were never written are all one page of zeros.
  static MemorySegment written(Arena arena) {
    return arena.allocate(BYTES, 4096).fill((byte) 1);
  }

  static Work work() {
    return new Work(BYTES, 0, Work.Arithmetic.NONE);
  }
}
