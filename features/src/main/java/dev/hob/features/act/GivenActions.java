// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.act.Action.Effect;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.SchemaException;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.input.StrictObject;
import dev.hob.policy.ActionRules.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the actions that a request brings along: `{name, description?, parameters?, risk?,
/// effect?, undo?, app?, enabled?}`. A schema that cannot be read is the request's fault and
/// refused with its pointer.
final class GivenActions {
  private static final List<String> RISKS = List.of("low", "medium", "high");
  private static final List<String> EFFECTS = List.of("read", "change");

  private final Lexicon lexicon;

  GivenActions(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /// @param app of actions that name none
  List<Action> read(List<StrictObject> objects, String app) {
    List<Action> out = new ArrayList<>();
    for (StrictObject object : objects) {
      out.add(action(object, app));
    }
    return out;
  }

  private Action action(StrictObject object, String app) {
    String name = object.text("name");
    String description = object.optionalText("description").orElse("");
    JsonNode parameters = object.node("parameters").orElseGet(JsonNodeFactory.instance::objectNode);
    try {
      ParameterSchema.read(parameters);
    } catch (SchemaException e) {
      throw StrictObject.invalid(object.at("parameters") + e.pointer(), e.expected(), e.got());
    }
    Optional<Effect> effect =
        object.oneOf("effect", EFFECTS).map(word -> Effect.valueOf(word.toUpperCase(Locale.ROOT)));
    Action action =
        new Action(
            object.optionalText("app").orElse(app),
            "",
            name,
            description,
            parameters,
            object
                .oneOf("risk", RISKS)
                .map(word -> Risk.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Risk.HIGH),
            effect.orElseGet(() -> Effects.of(name, description, lexicon)),
            object.bool("enabled").orElse(true),
            object.optionalText("undo"),
            Action.Origin.GIVEN);
    object.done();
    return action;
  }
}
