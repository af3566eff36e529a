// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.Budgets;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Decision.Outcome;
import dev.hob.policy.Location;
import dev.hob.policy.Place;
import dev.hob.policy.Policy;
import dev.hob.policy.layer.AppRule;
import dev.hob.policy.layer.Effective;
import dev.hob.policy.layer.LayeredSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Decides over one set of settings. Immutable but for the consent it asks. Thread-safe.
///
/// The order, first denial wins: feature switch, the admin's app rule, the person's own app rule,
/// places of the data class, consent. Consent comes last, because nobody should be asked about what
/// is not permitted anyway.
///
/// A name that is not confined by a sandbox can be faked by any program of the user, so such a
/// caller gets what its own rule gives *and* what a nameless one would get: a rule can take away by
/// name from everybody, but give more only to the confined.
public final class EffectivePolicy implements Policy {
  /// An app whose name nobody can tell.
  static final String NAMELESS = "unknown";

  static final String ANYBODY =
      " (holds as well, since any program of the user can go by another's name)";

  private final Effective effective;
  private final Consent consent;

  public EffectivePolicy(Effective effective, Consent consent) {
    this.effective = effective;
    this.consent = consent;
  }

  /// One check on the way to a decision.
  ///
  /// @param rule the key that was looked at
  /// @param found its value in words
  /// @param source `file:line` or `default`
  /// @param stopped whether this check ended the way
  public record Step(String rule, String found, String source, boolean stopped) {}

  /// A decision and how it came about.
  public record Reasoned(Decision decision, List<Step> steps) {}

  /// A decision about a call of an action, and how it came about.
  public record ReasonedAction(ActionDecision decision, List<Step> steps) {}

  @Override
  public Decision decide(Caller caller, String feature, DataClass dataClass) {
    return reason(caller, feature, dataClass).decision();
  }

  @Override
  public ActionDecision decide(Caller caller, ActionCall call) {
    return reason(caller, call).decision();
  }

  @Override
  public Budgets budgets() {
    return effective.budgets();
  }

  public Effective effective() {
    return effective;
  }

  /// As [#decide], with each step.
  public Reasoned reason(Caller caller, String feature, DataClass dataClass) {
    return new Way(caller, feature, dataClass).go();
  }

  /// As [#decide(Caller, ActionCall)], with each step.
  public ReasonedAction reason(Caller caller, ActionCall call) {
    return new ActionWay(effective, caller, call).go();
  }

  /// The checks of one decision.
  private final class Way {
    private final Caller caller;
    private final String feature;
    private final DataClass dataClass;
    private final List<Step> steps = new ArrayList<>();
    private Decision.Quota quota = Decision.Quota.UNLIMITED;

    /// The most particular rule that permits.
    private String rule = "features";

    private String source = Location.DEFAULT_FILE;

    Way(Caller caller, String feature, DataClass dataClass) {
      this.caller = caller;
      this.feature = feature;
      this.dataClass = dataClass;
    }

    Reasoned go() {
      boolean open =
          featureIsOn()
              && appMay(effective.settings().adminApps())
              && appMay(effective.settings().userApps())
              && someWhere();
      if (!open) {
        return end(Outcome.DENY, Set.of());
      }
      Outcome outcome = hasConsent() ? Outcome.ALLOW : Outcome.NEEDS_CONSENT;
      return end(outcome, effective.places(dataClass));
    }

    private boolean featureIsOn() {
      Optional<LayeredSettings.Entry> entry = effective.featureEntry(feature);
      boolean on = effective.isOn(feature);
      return check(
          entry.map(LayeredSettings.Entry::path).orElse("features"),
          entry.map(LayeredSettings.Entry::shown).orElse("no such feature"),
          entry.map(it -> it.at().source()).orElse(Location.DEFAULT_FILE),
          on);
    }

    private boolean appMay(List<AppRule> rules) {
      Optional<AppRule> own = first(rules, caller);
      boolean may = own.isEmpty() || permits(own.get(), "");
      if (may && caller.trust() != Caller.Trust.CONFINED) {
        Optional<AppRule> nameless =
            first(rules, new Caller(NAMELESS, caller.uid(), -1, Caller.Trust.USER));
        may = nameless.isEmpty() || nameless.equals(own) || permits(nameless.get(), ANYBODY);
      }
      return may;
    }

    private boolean permits(AppRule it, String note) {
      quota =
          new Decision.Quota(
              Math.min(quota.requestsPerMinute(), it.quota().requestsPerMinute()),
              Math.min(quota.tokensPerDay(), it.quota().tokensPerDay()));
      return check(
          it.name() + (it.allow().isPresent() ? ".allow" : ""),
          it.shown() + note,
          it.allowAt().source(),
          it.allows(feature));
    }

    private static Optional<AppRule> first(List<AppRule> rules, Caller who) {
      return rules.stream().filter(it -> it.match().covers(who)).findFirst();
    }

    private boolean someWhere() {
      Set<Place> places = effective.places(dataClass);
      Optional<LayeredSettings.Entry> entry = effective.placesEntry(dataClass);
      String path = "data." + dataClass.name().toLowerCase(Locale.ROOT) + ".places";
      String where = entry.map(it -> it.at().source()).orElse(Location.DEFAULT_FILE);
      String shown = entry.map(LayeredSettings.Entry::shown).orElse("[]");
      if (places.isEmpty()) {
        return check(path, shown, where, false);
      }
      steps.add(new Step(path, shown, where, false));
      return true;
    }

    private boolean hasConsent() {
      boolean given = consent.given();
      String shown = given ? "given" : "not given; \"hob enable\" gives it";
      if (given) {
        steps.add(new Step("consent", shown, consent.source(), false));
        return true;
      }
      return check("consent", shown, consent.source(), false);
    }

    private boolean check(String key, String found, String where, boolean passes) {
      steps.add(new Step(key, found, where, !passes));
      rule = key;
      source = where;
      return passes;
    }

    private Reasoned end(Outcome outcome, Set<Place> places) {
      Decision decision = new Decision(outcome, places, quota, effective.budgets(), rule, source);
      return new Reasoned(decision, List.copyOf(steps));
    }
  }
}
