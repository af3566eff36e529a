// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.decode.BatchLoop;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.JavaBackend;
import dev.hob.engine.forward.c.CBackend;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.memory.Ledger;
import java.util.Optional;

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
    base.mapCached();
    Backend backend = backend(options.kernel(), base, options.threads(), options.maxRows(), ledger);
    return new Engine(base, new BatchLoop(base, options, backend, ledger));
  }

  /// The back end that `choice` means on this machine, for whoever runs a forward pass without an
  /// engine.
  ///
  /// @param maxRows tokens that a step may have in all
  /// @throws IllegalStateException `choice` is C and C cannot run here
  public static Backend backend(
      EngineOptions.Kernel choice, Base base, int threads, int maxRows, Ledger ledger) {
    return switch (choice) {
      case BEST, C -> {
        String refusal = CBackend.refusal(base, threads);
        Optional<CKernels> kernels = CKernels.best();
        if (kernels.isPresent() && refusal.isEmpty()) {
          String why =
              choice == EngineOptions.Kernel.C ? "as chosen" : "the fastest that this CPU runs";
          yield new CBackend(base, kernels.get(), why, threads, maxRows, ledger);
        }
        String missing = refusal.isEmpty() ? CKernels.missing() : refusal;
        if (choice == EngineOptions.Kernel.C) {
          throw new IllegalStateException("C kernels cannot run: " + missing);
        }
        yield new JavaBackend(base.weights(), VectorKernels.preferred(), missing, threads, maxRows);
      }
      case VECTOR ->
          new JavaBackend(base.weights(), VectorKernels.preferred(), "as chosen", threads, maxRows);
      case SCALAR ->
          new JavaBackend(base.weights(), new ScalarKernels(), "as chosen", threads, maxRows);
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

  /// Drops prefix-cache pages, oldest use first, constant prompts last, then the pages of sequences
  /// whose consumer has paused or does not read, which are computed again when they go on.
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
