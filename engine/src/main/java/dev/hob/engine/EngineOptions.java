// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

/// Limits of one engine.
///
/// @param threads kernel workers including the batch loop's own thread, >= 1
/// @param maxBatch sequences that decode in one step
/// @param prefillChunk prompt tokens in one step while nobody is held up by them
/// @param shortChunk prompt tokens in one step while somebody would be; at most `prefillChunk`
/// @param kvBytes upper limit of KV pages of running sequences
/// @param prefixCacheBytes upper limit of KV pages kept for prompts that begin the same way
/// @param drafts most tokens of one sequence that a step verifies beside the next one, 0 = no
///   speculation; it changes speed only, never a token
public record EngineOptions(
    int threads,
    int maxBatch,
    int prefillChunk,
    int shortChunk,
    long kvBytes,
    long prefixCacheBytes,
    Kernel kernel,
    int drafts) {
  /// 21 tiles of 12 tokens: as fast as longer ones, two seconds of a 3B base.
  private static final int LONG = 252;

  /// Four tiles: a third slower a token, but over in a fraction of the time.
  private static final int SHORT = 48;

  /// With the next token one tile of 12 rows.
  private static final int DRAFTS = 11;

  public EngineOptions {
    if (threads < 1
        || maxBatch < 1
        || shortChunk < 1
        || prefillChunk < shortChunk
        || kvBytes < 0
        || prefixCacheBytes < 0
        || drafts < 0) {
      throw new IllegalArgumentException(
          "threads %d, maxBatch %d, prefillChunk %d, shortChunk %d, kvBytes %d, prefixCacheBytes %d, drafts %d"
              .formatted(
                  threads, maxBatch, prefillChunk, shortChunk, kvBytes, prefixCacheBytes, drafts));
    }
  }

  /// With short chunks and drafts as by default.
  public EngineOptions(
      int threads,
      int maxBatch,
      int prefillChunk,
      long kvBytes,
      long prefixCacheBytes,
      Kernel kernel) {
    this(
        threads,
        maxBatch,
        prefillChunk,
        Math.min(SHORT, prefillChunk),
        kvBytes,
        prefixCacheBytes,
        kernel,
        DRAFTS);
  }

  public EngineOptions withDrafts(int most) {
    return new EngineOptions(
        threads, maxBatch, prefillChunk, shortChunk, kvBytes, prefixCacheBytes, kernel, most);
  }

  public EngineOptions withShortChunk(int tokens) {
    return new EngineOptions(
        threads, maxBatch, prefillChunk, tokens, kvBytes, prefixCacheBytes, kernel, drafts);
  }

  /// Rows of a step that are no prompt: next tokens and drafts.
  public int decodeRows() {
    return Math.max(maxBatch, 1 + drafts);
  }

  /// Tokens that a step may have in all.
  public int maxRows() {
    return decodeRows() + prefillChunk;
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
    return new EngineOptions(2, 8, LONG, 1L << 30, 256L << 20, Kernel.BEST);
  }
}
