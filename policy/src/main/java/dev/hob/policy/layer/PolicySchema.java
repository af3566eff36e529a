// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The key table as JSON Schema (draft 2020-12), for editors. Booleans may be written `on` and
/// `off` in YAML 1.1; editors of YAML 1.2 want `true` and `false`.
final class PolicySchema {
  private PolicySchema() {}

  static String render(Keys keys) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Hob policy file");
    group(root, keys, "");
    root.putArray("required").add(Keys.VERSION.path());
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void group(ObjectNode node, Keys keys, String group) {
    node.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = node.putObject("properties");
    for (String name : keys.children(group)) {
      String path = group.isEmpty() ? name : group + "." + name;
      properties.set(
          name,
          switch (path) {
            case Keys.APPS -> apps(keys);
            case Keys.ACTION_APPS -> actionApps();
            default -> node(keys, path);
          });
    }
  }

  private static ObjectNode node(Keys keys, String path) {
    return keys.at(path)
        .map(key -> {
          ObjectNode leaf = key.form().schema().deepCopy();
          return leaf.put("description", key.about());
        })
        .orElseGet(() -> {
          ObjectNode inner = JsonNodeFactory.instance.objectNode();
          group(inner, keys, path);
          return Keys.SWITCHABLE.contains(path) ? orOff(inner) : inner;
        });
  }

  private static ObjectNode orOff(ObjectNode group) {
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    ArrayNode forms = either.putArray("oneOf");
    forms.addObject().put("const", false);
    forms.add(group);
    return either;
  }

  private static ObjectNode apps(Keys keys) {
    ObjectNode list = Forms.type("array");
    list.put("description", "Rules by app; the first that matches holds.");
    ObjectNode rule = list.putObject("items");
    rule.put("type", "object").put("additionalProperties", false);
    rule.putArray("required").add("match");
    ObjectNode parts = rule.putObject("properties");
    ObjectNode match = parts.putObject("match");
    match.put("type", "object").put("additionalProperties", false).put("minProperties", 1);
    ObjectNode whom = match.putObject("properties");
    whom.set("app", Forms.namePattern().schema());
    whom.set("unit", Forms.namePattern().schema());
    whom.set("uid", AppRules.UID.schema());
    parts.set("allow", Forms.names(keys.features(), "features").schema());
    ObjectNode quota = parts.putObject("quota");
    quota.put("type", "object").put("additionalProperties", false);
    ObjectNode limits = quota.putObject("properties");
    limits.set("requestsPerMinute", AppRules.REQUESTS.schema());
    limits.set("tokensPerDay", AppRules.TOKENS.schema());
    return list;
  }

  private static ObjectNode actionApps() {
    ObjectNode list = Forms.type("array");
    list.put("description", "Rules by app, action and caller; the first that matches holds.");
    ObjectNode rule = list.putObject("items");
    rule.put("type", "object").put("additionalProperties", false);
    rule.putArray("required").add("match").add("rule");
    ObjectNode parts = rule.putObject("properties");
    ObjectNode match = parts.putObject("match");
    match.put("type", "object").put("additionalProperties", false).put("minProperties", 1);
    ObjectNode which = match.putObject("properties");
    ActionRuleReader.MATCH_KEYS.forEach(key -> which.set(key, Forms.namePattern().schema()));
    parts.set("rule", ActionRuleReader.RULE.schema());
    return list;
  }
}
