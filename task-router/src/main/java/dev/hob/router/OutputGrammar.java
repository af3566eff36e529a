// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.List;
import java.util.Map;

/// The small automaton over tokens that every native answer of a role must follow (data-plan.md,
/// 5.1). State 0 is the start. Ordinary text tokens are one symbol, each special token its own.
///
/// @param states in index order; an empty list means free output (only specials are forbidden)
/// @param copyBias added to tokens that continued the last tokens' match in the prompt's content
///   (data-plan.md, 5.3); 0 = none
public record OutputGrammar(List<State> states, float copyBias) {
  public static final OutputGrammar FREE = new OutputGrammar(List.of(), 0f);

  public OutputGrammar {
    states = List.copyOf(states);
  }

  /// @param specials special token name → next state
  /// @param text next state after an ordinary token, -1 = no ordinary token here
  /// @param mayEnd whether end-of-sequence is allowed here
  public record State(Map<String, Integer> specials, int text, boolean mayEnd) {
    public State {
      specials = Map.copyOf(specials);
    }
  }
}
