// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.PromptAction;
import dev.hob.features.prompt.PromptTurn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Somebody said something, and what is right then.
///
/// @param template where it comes from
/// @param right the action that fits; empty = none does, whatever is offered
/// @param values words by place of the parameter, from 1
/// @param beside actions that may be offered beside it and do not fit, near ones first
record ActScene(
    String template,
    List<PromptTurn> context,
    String utterance,
    Optional<PromptAction> right,
    Map<Integer, String> values,
    Beside beside) {
  /// Makes one more action that does not fit, of the same app or of any. Of one scene: draws no
  /// action twice, in whatever wording.
  interface Beside {
    /// @return empty when it found none
    Optional<PromptAction> draw(Dice dice, boolean near);
  }

  /// Makes scenes. Safe for several threads.
  interface Source {
    ActScene scene(Dice dice);
  }
}
