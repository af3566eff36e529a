// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.kernel.Rows;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Runs steps over one base, with its own workers. One caller thread at a time (the batch loop);
/// [#abort] alone may come from another.
///
/// | back end | arithmetic of palettized products | KV |
/// | --- | --- | --- |
/// | [JavaBackend] over scalar or Vector kernels | f32 activations | f32 |
/// | [dev.hob.engine.forward.c.CBackend] | 8-bit activations, one scale a token and column group | 8 bits |
///
/// Inside a back end the bits of a row depend on nothing but its own tokens, adapters and base: not
/// on batch, chunks, threads, instruction set or a warm prefix. Between the two arithmetics they
/// differ by what 8 bits lose.
public interface Backend extends AutoCloseable {
  /// Which kernels run, and why, for `hob status`.
  String name();

  /// Bytes that [dev.hob.engine.kernel.KvLayout#PAGE] tokens take in a KV page.
  long pageBytes();

  /// Computes all spans, stores their KV and gives the logits that they want, span by span.
  ///
  /// @return [wanted rows, vocabulary]
  /// @throws IllegalArgumentException too many rows, an unknown token, a position beyond the
  ///   context
  /// @throws StepAbortedException [#abort] was called
  Rows step(List<Span> spans);

  /// Makes this back end fast while nobody waits.
  ///
  /// @param enough asked between short pieces of work
  void warmUp(BooleanSupplier enough);

  /// Ends the step that runs, and every later one, between two layers. Any thread.
  void abort();

  /// Ends the workers. Idempotent; no step may be running.
  @Override
  void close();
}
