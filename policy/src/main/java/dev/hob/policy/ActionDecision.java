// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import dev.hob.policy.ActionRules.Rule;

/// Policy's answer for one call of an action.
///
/// @param key what decided, e.g. `actions.high` or `actions.apps[2]`
/// @param source `file:line` of that key, or `default`
/// @param given whether a program may bring the person's yes along
public record ActionDecision(Rule rule, String key, String source, Given given) {

  /// @param key what decided
  /// @param source `file:line`, or `default`
  public record Given(boolean allowed, String key, String source) {}
}
