// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionRules.Rule;
import dev.hob.policy.Caller;
import dev.hob.policy.Location;
import java.util.Optional;

/// One rule of `actions.apps`. For the calls that it matches it stands in the place of the rule of
/// their risk.
///
/// @param name `actions.apps[0]` and so on, by place in its file
/// @param at where the rule begins
public record ActionRule(String name, Match match, Rule rule, Location at, Layer layer) {

  /// Which calls a rule is for; all that is given must hold. `*` at the end stands for any rest.
  ///
  /// @param app that would do it
  /// @param action its name within that app
  /// @param caller app that wants it done
  public record Match(Optional<String> app, Optional<String> action, Optional<String> caller) {
    public boolean covers(Caller who, ActionCall call) {
      return app.map(pattern -> AppRule.Match.matches(pattern, call.app())).orElse(true)
          && action.map(pattern -> AppRule.Match.matches(pattern, call.name())).orElse(true)
          && caller.map(pattern -> AppRule.Match.matches(pattern, who.app())).orElse(true);
    }

    String shown() {
      StringBuilder text = new StringBuilder();
      app.ifPresent(value -> text.append(" app ").append(value));
      action.ifPresent(value -> text.append(" action ").append(value));
      caller.ifPresent(value -> text.append(" caller ").append(value));
      return text.toString().strip();
    }
  }

  /// The rule in words.
  public String shown() {
    return match.shown() + ": " + Forms.wordOf(rule);
  }
}
