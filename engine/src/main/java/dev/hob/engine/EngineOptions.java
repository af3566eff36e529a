// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

/// Limits of one engine.
///
/// @param threads kernel workers including the batch loop's own thread, >= 1
/// @param maxBatch sequences in one step
/// @param prefillChunk prompt tokens of one sequence in one step
/// @param kvBytes upper limit of KV pages of running sequences
/// @param prefixCacheBytes upper limit of KV pages kept for constant prefixes
public record EngineOptions(
    int threads,
    int maxBatch,
    int prefillChunk,
    long kvBytes,
    long prefixCacheBytes,
    Kernel kernel) {
  public EngineOptions {
    if (threads < 1 || maxBatch < 1 || prefillChunk < 1 || kvBytes < 0 || prefixCacheBytes < 0) {
      throw new IllegalArgumentException(
          "threads "
              + threads
              + ", maxBatch "
              + maxBatch
              + ", prefillChunk "
              + prefillChunk
              + ", kvBytes "
              + kvBytes
              + ", prefixCacheBytes "
              + prefixCacheBytes);
    }
  }

  /// Tokens that a step may have in all.
  public int maxRows() {
    return maxBatch + prefillChunk;
  }

  /// Which kernels run.
  public enum Kernel {
    /// C where it is built, the CPU has the instructions and the base suits it; else Vector.
    BEST,
    /// C or nothing: the engine does not start without.
    C,
    VECTOR,
    SCALAR
  }

  public static EngineOptions defaults() {
    return new EngineOptions(2, 8, 64, 64L << 20, 8L << 20, Kernel.BEST);
  }
}
