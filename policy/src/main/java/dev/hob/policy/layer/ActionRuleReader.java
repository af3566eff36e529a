// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.ActionRules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the list `actions.apps` of one file.
final class ActionRuleReader {
  static final List<String> MATCH_KEYS = List.of("app", "action", "caller");
  static final Form<Rule> RULE = Forms.word(Rule.class);
  private static final List<String> RULE_KEYS = List.of("match", "rule");

  private final Layer layer;
  private final Problems problems;

  ActionRuleReader(Layer layer, Problems problems) {
    this.layer = layer;
    this.problems = problems;
  }

  List<ActionRule> read(YamlNode node) {
    if (!(node instanceof YamlNode.Sequence list)) {
      problems.wrongValue(node, Keys.ACTION_APPS, "a list of rules");
      return List.of();
    }
    if (list.items().size() > AppRules.MAX_RULES) {
      problems.add(
          list.at(),
          Keys.ACTION_APPS,
          list.items().size() + " rules; at most " + AppRules.MAX_RULES);
      return List.of();
    }
    List<ActionRule> rules = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      rule(list.items().get(i), Keys.ACTION_APPS + "[" + i + "]").ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<ActionRule> rule(YamlNode node, String name) {
    if (!(node instanceof YamlNode.Mapping map)) {
      problems.wrongValue(node, name, "a rule with " + String.join(", ", RULE_KEYS));
      return Optional.empty();
    }
    RuleFields fields = new RuleFields(map, name, problems);
    fields.known(RULE_KEYS);
    for (String needed : RULE_KEYS) {
      if (!map.entries().containsKey(needed)) {
        problems.add(map.at(), name, "has no \"" + needed + "\"");
        return Optional.empty();
      }
    }
    Optional<Rule> rule = fields.value("rule", RULE);
    YamlNode.Entry match = map.entries().get("match");
    return match == null || rule.isEmpty()
        ? Optional.empty()
        : match(match.value(), name + ".match")
            .map(it -> new ActionRule(name, it, rule.get(), match.keyAt(), layer));
  }

  private Optional<ActionRule.Match> match(YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping map) || map.entries().isEmpty()) {
      problems.wrongValue(node, path, "a map with " + String.join(" or ", MATCH_KEYS));
      return Optional.empty();
    }
    RuleFields fields = new RuleFields(map, path, problems);
    fields.known(MATCH_KEYS);
    return Optional.of(
        new ActionRule.Match(
            fields.value("app", Forms.namePattern()),
            fields.value("action", Forms.namePattern()),
            fields.value("caller", Forms.namePattern())));
  }
}
