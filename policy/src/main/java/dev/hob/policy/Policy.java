// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

/// The effective policy. Immutable: a reload makes another one.
public interface Policy {
  /// @param feature a name of the feature catalogue, e.g. `summarize`
  Decision decide(Caller caller, String feature, DataClass dataClass);

  /// Whether `call` may be carried out for `caller`, and whether the person has to say yes first.
  ActionDecision decide(Caller caller, ActionCall call);

  Budgets budgets();
}
