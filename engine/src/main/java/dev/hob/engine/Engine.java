// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.decode.BatchLoop;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.memory.Ledger;

/// The way in: one mapped base, one batch loop. Thread-safe.
public final class Engine implements AutoCloseable {
  private final Base base;
  private final BatchLoop loop;

  private Engine(Base base, BatchLoop loop) {
    this.base = base;
    this.loop = loop;
  }

  /// Starts the batch loop and its kernel workers over `base`, which the caller closes after this
  /// engine.
  public static Engine start(Base base, EngineOptions options, Ledger ledger) {
    return new Engine(base, new BatchLoop(base, options, kernels(options.kernel()), ledger));
  }

  /// The kernels that `choice` names, for whoever runs a forward pass without an engine.
  public static Kernels kernels(EngineOptions.Kernel choice) {
    return switch (choice) {
      case VECTOR -> VectorKernels.preferred();
      case SCALAR -> new ScalarKernels();
    };
  }

  /// Hands a sequence to the batch loop. Sequences with different adapters share each step.
  ///
  /// @throws TooLongException the prompt and `maxTokens` exceed the base's context or the KV pages
  /// @throws IllegalArgumentException a token is not in the vocabulary, or an adapter belongs to a
  ///   base of another shape
  /// @throws IllegalStateException the engine is closed, or 256 generations are alive already
  public Generation submit(GenerationRequest request) {
    long tokens = (long) request.prompt().length + request.maxTokens();
    if (tokens > loop.mostTokens()) {
      throw new TooLongException(tokens, loop.mostTokens());
    }
    for (int token : request.prompt()) {
      if (token < 0 || token >= base.config().vocabulary()) {
        throw new IllegalArgumentException(
            "token " + token + " of a vocabulary of " + base.config().vocabulary());
      }
    }
    for (Adapter adapter : request.adapters()) {
      if (!adapter.shape().equals(base.config())) {
        throw new IllegalArgumentException("an adapter was opened for a base of another shape");
      }
    }
    return loop.submit(request);
  }

  public EngineFigures figures() {
    return loop.figures();
  }

  /// Drops prefix-cache pages, oldest use first.
  ///
  /// @return bytes that the ledger shows as freed
  public long relievePrefixCache(long wantedBytes) {
    return loop.relievePrefixCache(wantedBytes);
  }

  /// Cancels what runs, stops the loop, frees all pages. Idempotent.
  @Override
  public void close() {
    loop.close();
  }
}
