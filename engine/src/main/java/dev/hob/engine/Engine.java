// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.bundle.Base;
import dev.hob.engine.memory.Ledger;

/// The way in: one mapped base, one batch loop. Thread-safe.
public final class Engine implements AutoCloseable {
  private Engine() {}

  /// Starts the batch loop and its kernel workers over `base`, which the caller closes after this
  /// engine.
  public static Engine start(Base base, EngineOptions options, Ledger ledger) {
    throw new UnsupportedOperationException("contract");
  }

  /// Hands a sequence to the batch loop. Sequences with different adapters share each step.
  ///
  /// @throws IllegalArgumentException the prompt and `maxTokens` exceed the base's context
  /// @throws IllegalStateException the engine is closed
  public Generation submit(GenerationRequest request) {
    throw new UnsupportedOperationException("contract");
  }

  public EngineFigures figures() {
    throw new UnsupportedOperationException("contract");
  }

  /// Drops prefix-cache pages, oldest use first.
  ///
  /// @return bytes that the ledger shows as freed
  public long relievePrefixCache(long wantedBytes) {
    throw new UnsupportedOperationException("contract");
  }

  /// Cancels what runs, stops the loop, frees all pages. Idempotent.
  @Override
  public void close() {}
}
