// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.testing;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.Budgets;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.policy.Policy;
import java.time.Duration;
import java.util.Set;

/// A policy that answers everybody the same.
///
/// @param places for every data class
public record FixedPolicy(Decision.Outcome outcome, Set<Place> places, Budgets budgets)
    implements Policy {
  private static final FixedActions ACTIONS = FixedActions.usual();

  /// Everything is allowed on the device alone, with the default budgets.
  public static FixedPolicy deviceOnly() {
    return new FixedPolicy(
        Decision.Outcome.ALLOW,
        Set.of(Place.DEVICE),
        new Budgets(400L << 20, 2, 1800, Duration.ofMinutes(10)));
  }

  /// Everything is allowed in both places.
  public static FixedPolicy anywhere() {
    return new FixedPolicy(Decision.Outcome.ALLOW, Set.of(Place.values()), deviceOnly().budgets());
  }

  public FixedPolicy with(Decision.Outcome other) {
    return new FixedPolicy(other, places, budgets);
  }

  public FixedPolicy with(Budgets other) {
    return new FixedPolicy(outcome, places, other);
  }

  @Override
  public Decision decide(Caller caller, String feature, DataClass dataClass) {
    return new Decision(
        outcome, places, Decision.Quota.UNLIMITED, budgets, "features." + feature, "fixed:1");
  }

  /// By risk and taint, as the default layer has it.
  @Override
  public ActionDecision decide(Caller caller, ActionCall call) {
    return ACTIONS.decide(call);
  }
}
