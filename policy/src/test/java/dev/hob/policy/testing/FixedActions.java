// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.testing;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules;
import dev.hob.policy.ActionRules.Rule;
import java.util.Locale;

/// Rules for actions that hold for every app and caller.
///
/// @param given whether a program may bring the person's yes along
public record FixedActions(ActionRules rules, boolean given) {
  /// As the default layer has it.
  public static FixedActions usual() {
    return of(Rule.ALLOW, Rule.CONFIRM, Rule.CONFIRM, Rule.CONFIRM);
  }

  public static FixedActions of(Rule low, Rule medium, Rule high, Rule tainted) {
    return new FixedActions(new ActionRules(low, medium, high, tainted), true);
  }

  /// The same rule for everything.
  public static FixedActions always(Rule rule) {
    return of(rule, rule, rule, rule);
  }

  public FixedActions withoutGiven() {
    return new FixedActions(rules, false);
  }

  public ActionDecision decide(ActionCall call) {
    Rule rule = rules.of(call.risk(), call.tainted());
    String key = "actions." + call.risk().name().toLowerCase(Locale.ROOT);
    return new ActionDecision(
        rule, key, "fixed:2", new ActionDecision.Given(given, "actions.given", "fixed:3"));
  }
}
