// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules.Rule;
import dev.hob.policy.Caller;
import dev.hob.policy.decide.EffectivePolicy.ReasonedAction;
import dev.hob.policy.decide.EffectivePolicy.Step;
import dev.hob.policy.layer.ActionRule;
import dev.hob.policy.layer.Effective;
import dev.hob.policy.layer.LayeredSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The way to one decision about an action. One thread, one use.
///
/// The admin's first rule of `actions.apps` that matches stands in the place of the rule of the
/// action's risk; the person's own first rule and, for tainted calls, the rule for taint can only
/// make the result stricter. A caller whose name can be faked gets the stricter of its own result
/// and that of a nameless one (docs/decisions/0004).
final class ActionWay {
  private final Effective effective;
  private final Caller caller;
  private final ActionCall call;
  private final List<Step> steps = new ArrayList<>();

  ActionWay(Effective effective, Caller caller, ActionCall call) {
    this.effective = effective;
    this.caller = caller;
    this.call = call;
  }

  /// What one rule says.
  private record Said(Rule rule, String key, String source) {
    static Said of(Rule rule, LayeredSettings.Entry entry) {
      return new Said(rule, entry.path(), entry.at().source());
    }

    Said orStricter(Said other) {
      return other.rule.compareTo(rule) > 0 ? other : this;
    }
  }

  ReasonedAction go() {
    Said risk =
        Said.of(effective.actions().of(call.risk(), false), effective.riskEntry(call.risk()));
    step(risk, "");
    Said said = own(effective.settings().adminActions()).orElse(risk);
    said = nameless(effective.settings().adminActions(), said, risk);
    List<ActionRule> personal = effective.settings().userActions();
    Optional<Said> own = own(personal);
    said = own.isPresent() ? said.orStricter(own.get()) : said;
    said = nameless(personal, said, said);
    if (call.tainted()) {
      Said tainted = Said.of(effective.actions().tainted(), effective.taintedEntry());
      step(tainted, "");
      said = said.orStricter(tainted);
    }
    LayeredSettings.Entry given = effective.givenEntry();
    ActionDecision.Given may =
        new ActionDecision.Given(effective.givenCounts(), given.path(), given.at().source());
    return new ReasonedAction(
        new ActionDecision(said.rule(), said.key(), said.source(), may), List.copyOf(steps));
  }

  private Optional<Said> own(List<ActionRule> rules) {
    Optional<ActionRule> own = first(rules, caller);
    own.ifPresent(rule -> step(rule, ""));
    return own.map(ActionWay::said);
  }

  /// @param otherwise what holds for a nameless caller that no rule matches
  private Said nameless(List<ActionRule> rules, Said said, Said otherwise) {
    if (caller.trust() == Caller.Trust.CONFINED) {
      return said;
    }
    Caller nobody = new Caller(EffectivePolicy.NAMELESS, caller.uid(), -1, Caller.Trust.USER);
    Optional<ActionRule> rule = first(rules, nobody);
    if (rule.equals(first(rules, caller))) {
      return said;
    }
    rule.ifPresent(it -> step(it, EffectivePolicy.ANYBODY));
    return said.orStricter(rule.map(ActionWay::said).orElse(otherwise));
  }

  private Optional<ActionRule> first(List<ActionRule> rules, Caller who) {
    return rules.stream().filter(it -> it.match().covers(who, call)).findFirst();
  }

  private static Said said(ActionRule rule) {
    return new Said(rule.rule(), rule.name(), rule.at().source());
  }

  private void step(ActionRule rule, String note) {
    steps.add(new Step(rule.name(), rule.shown() + note, rule.at().source(), false));
  }

  private void step(Said said, String note) {
    String word = said.rule().name().toLowerCase(Locale.ROOT);
    steps.add(new Step(said.key(), word + note, said.source(), false));
  }
}
