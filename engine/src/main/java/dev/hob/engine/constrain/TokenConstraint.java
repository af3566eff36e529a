// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain;

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
  }
}
