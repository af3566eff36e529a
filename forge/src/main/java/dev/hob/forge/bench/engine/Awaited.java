// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.engine.Generation;
import dev.hob.engine.TokenEvent;

/// What a bench waits for in a generation.
final class Awaited {
  private Awaited() {}

  /// The next token.
  ///
  /// @throws IllegalStateException it ended before
  static void token(Generation generation) throws InterruptedException {
    while (true) {
      switch (generation.next()) {
        case TokenEvent.Started _ -> {}
        case TokenEvent.Token _ -> {
          return;
        }
        case TokenEvent.Finished finished ->
            throw new IllegalStateException("it ended: " + finished);
      }
    }
  }

  static TokenEvent.Finished end(Generation generation) throws InterruptedException {
    while (true) {
      if (generation.next() instanceof TokenEvent.Finished finished) {
        return finished;
      }
    }
  }
}
