// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.time.Duration;

/// How long a run goes on: so many tokens, or so much time of training.
public sealed interface Budget {
  /// Done, from 0 to 1.
  ///
  /// @param tokens tokens trained on so far
  /// @param trained time spent training so far, over all sessions of the run
  double progress(long tokens, Duration trained);

  /// A number of tokens.
  record Tokens(long total) implements Budget {
    @Override
    public double progress(long tokens, Duration trained) {
      return Math.min(1, (double) tokens / total);
    }
  }

  /// A time; what was trained depends on the machine.
  record Time(Duration total) implements Budget {
    @Override
    public double progress(long tokens, Duration trained) {
      return Math.min(1, (double) trained.toMillis() / total.toMillis());
    }
  }
}
