// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.Decision;
import dev.hob.policy.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the list `apps` of one file.
final class AppRules {
  private static final List<String> RULE_KEYS = List.of("match", "allow", "quota");
  private static final List<String> MATCH_KEYS = List.of("app", "unit", "uid");
  private static final List<String> QUOTA_KEYS = List.of("requestsPerMinute", "tokensPerDay");
  static final int MAX_RULES = 1000;

  static final Form<Integer> REQUESTS = Forms.integer(0, 100_000);
  static final Form<Long> TOKENS = Forms.longInteger(0, Long.MAX_VALUE);
  static final Form<Long> UID = Forms.longInteger(0, 0xFFFF_FFFFL);

  private final Keys keys;
  private final Layer layer;
  private final Problems problems;

  AppRules(Keys keys, Layer layer, Problems problems) {
    this.keys = keys;
    this.layer = layer;
    this.problems = problems;
  }

  List<AppRule> read(YamlNode node) {
    if (!(node instanceof YamlNode.Sequence(Location at, List<YamlNode> items))) {
      problems.wrongValue(node, Keys.APPS, "a list of rules");
      return List.of();
    }
    if (items.size() > MAX_RULES) {
      problems.add(at, Keys.APPS, items.size() + " rules; at most " + MAX_RULES);
      return List.of();
    }
    List<AppRule> rules = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      rule(items.get(i), Keys.APPS + "[" + i + "]").ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<AppRule> rule(YamlNode node, String name) {
    if (!(node instanceof YamlNode.Mapping map)) {
      problems.wrongValue(node, name, "a rule with " + String.join(", ", RULE_KEYS));
      return Optional.empty();
    }
    new RuleFields(map, name, problems).known(RULE_KEYS);
    YamlNode.Entry match = map.entries().get("match");
    if (match == null) {
      problems.add(map.at(), name, "has no \"match\"; say whom the rule is for");
      return Optional.empty();
    }
    Optional<AppRule.Match> whom = match(match.value(), name + ".match");
    YamlNode.Entry allow = map.entries().get("allow");
    Optional<Set<String>> allowed =
        allow == null ? Optional.empty() : features(allow.value(), name + ".allow");
    YamlNode.Entry quota = map.entries().get("quota");
    Decision.Quota limits =
        quota == null ? Decision.Quota.UNLIMITED : quota(quota.value(), name + ".quota");
    Location allowAt = allow == null ? map.at() : allow.keyAt();
    return whom.map(it -> new AppRule(name, it, allowed, limits, match.keyAt(), allowAt, layer));
  }

  private Optional<AppRule.Match> match(YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping map) || map.entries().isEmpty()) {
      problems.wrongValue(node, path, "a map with " + String.join(" or ", MATCH_KEYS));
      return Optional.empty();
    }
    RuleFields fields = new RuleFields(map, path, problems);
    fields.known(MATCH_KEYS);
    Optional<Long> uid = fields.value("uid", UID);
    return Optional.of(
        new AppRule.Match(
            fields.value("app", Forms.namePattern()),
            fields.value("unit", Forms.namePattern()),
            uid.isPresent() ? OptionalLong.of(uid.get()) : OptionalLong.empty()));
  }

  private Optional<Set<String>> features(YamlNode node, String path) {
    if (node instanceof YamlNode.Sequence list) {
      for (YamlNode item : list.items()) {
        Optional<String> name = Forms.text(item);
        if (name.isEmpty()) {
          problems.wrongValue(item, path, "the name of a feature");
        } else if (!keys.features().contains(name.get())) {
          String hint = NearestName.hint(name.get(), keys.features());
          problems.add(item.at(), path, "unknown feature \"" + name.get() + "\"; " + hint);
        }
      }
      return Optional.of(
          Set.copyOf(list.items().stream().flatMap(item -> Forms.text(item).stream()).toList()));
    }
    problems.wrongValue(node, path, "a list of features");
    return Optional.empty();
  }

  private Decision.Quota quota(YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping map)) {
      problems.wrongValue(node, path, "a map with " + String.join(", ", QUOTA_KEYS));
      return Decision.Quota.UNLIMITED;
    }
    RuleFields fields = new RuleFields(map, path, problems);
    fields.known(QUOTA_KEYS);
    return new Decision.Quota(
        fields.value("requestsPerMinute", REQUESTS).orElse(Integer.MAX_VALUE),
        fields.value("tokensPerDay", TOKENS).orElse(Long.MAX_VALUE));
  }
}
