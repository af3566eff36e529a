// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.List;

/// The answer to an act prompt, still in the prompt's places (from 1) and the person's words. As
/// segments:
///
/// ```
/// call 1 par 1 val ␣ten minutes par 2 val ␣tea eos      ask 1 par 1 eos      none eos
/// ```
public sealed interface ActAnswer {
  /// @param action place of the action
  /// @param values in the order of their parameters, each parameter at most once
  record Call(int action, List<Value> values) implements ActAnswer {
    public Call {
      values = List.copyOf(values);
    }
  }

  /// @param parameter place of the required parameter that nobody named
  record Ask(int action, int parameter) implements ActAnswer {}

  /// No action fits.
  record None() implements ActAnswer {}

  /// @param parameter place of the parameter
  /// @param words one of its choices, or whole words of the utterance or of a turn as they stand
  ///   there, without white space or marks at their edges
  record Value(int parameter, String words) {}
}
