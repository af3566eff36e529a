// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// What this machine can do at most, for benches: a figure means little without the limit that it
/// is a share of. Threads of their own, started and ended inside each call.
public final class CProbe {
  private CProbe() {}

  /// Billions of byte operations a second of the product instruction of `kernels`, two a
  /// multiply-add, from registers and the first-level cache.
  ///
  /// @throws IllegalStateException a thread could not be started
  public static double operations(CKernels kernels, int threads, Duration length) {
    return positive(CLibrary.hob_probe_dots(kernels.bit(), threads, length.toNanos()));
  }

  /// Billions of bytes a second of the fastest of some passes over `memory`, off-heap and some 100
  /// MB or more (less fits caches): one for each way of reading that may be the best one. The first
  /// pass over mapped pages also maps them.
  ///
  /// @throws IllegalStateException a thread could not be started
  public static double read(CKernels kernels, MemorySegment memory, int threads) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("memory on the heap has no address");
    }
    return positive(
        CLibrary.hob_probe_read(kernels.bit(), memory.address(), memory.byteSize(), threads));
  }

  private static double positive(double rate) {
    if (rate < 0) {
      throw new IllegalStateException("a kernel thread could not be started");
    }
    return rate;
  }
}
