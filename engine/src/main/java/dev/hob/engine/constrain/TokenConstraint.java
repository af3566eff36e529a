// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain;

import java.util.Optional;

/// Which tokens may come next. Immutable; the sequence owns the [State]. Token grammars of the
/// features (index marks, copy lock) and later the JSON Schema automaton stand behind this seam.
public interface TokenConstraint {
  /// Everything is allowed.
  TokenConstraint NONE = () -> logits -> {};

  /// A fresh state for one sequence.
  State begin();

  /// The state of one sequence. Batch-loop thread only.
  interface State {
    /// Adjusts the logits in place before sampling: a forbidden token becomes
    /// `Float.NEGATIVE_INFINITY`, a bias is added. At least one token must stay allowed.
    ///
    /// @param logits [vocabulary], f32
    void apply(float[] logits);

    /// Told each accepted token.
    default void accept(int token) {}

    /// A look ahead from here, for drafting; empty where this constraint cannot tell.
    default Optional<Ahead> ahead() {
      return Optional.empty();
    }
  }

  /// Walks on from a state without changing it. What it says only decides which tokens are drafted:
  /// every draft is verified under [State#apply].
  interface Ahead {
    boolean allows(int token);

    /// What comes next as far as the constraint decides it.
    Optional<Guess> guess();

    /// @param token that is allowed
    void accept(int token);
  }

  /// @param certain nothing else is allowed
  record Guess(int token, boolean certain) {}
}
