// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Features.Actions;
import dev.hob.features.Features.Offered;
import dev.hob.features.act.Action;

/// What can be done on the desktop, as the doors tell it. Immutable.
public final class ActionsJson {
  private ActionsJson() {}

  /// `{"actions": [{app, appName, name, description, parameters, risk, effect, enabled, undo,
  /// origin, rule}], "left": []}`; `rule` is what happens before a call whose values are the
  /// person's own.
  public static ObjectNode of(Actions actions) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode list = node.putArray("actions");
    actions.offered().forEach(offered -> write(list.addObject(), offered));
    actions.left().forEach(node.putArray("left")::add);
    return node;
  }

  private static void write(ObjectNode node, Offered offered) {
    Action action = offered.action();
    node.put("app", action.app())
        .put("appName", action.appName())
        .put("name", action.name())
        .put("description", action.description());
    node.set("parameters", action.parameters());
    node.put("risk", EnvelopeReader.word(action.risk()))
        .put("effect", EnvelopeReader.word(action.effect()))
        .put("enabled", action.enabled())
        .put("undo", action.undo().orElse(null))
        .put("origin", EnvelopeReader.word(action.origin()))
        .put("rule", EnvelopeReader.word(offered.decision().rule()));
  }
}
