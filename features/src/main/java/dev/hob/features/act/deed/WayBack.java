// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.Choice;
import dev.hob.features.act.Tainted;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.SchemaException;
import java.util.List;
import java.util.Optional;

/// How a call is taken back: by an action of the same app, found again when it is wanted.
///
/// @param done the action that was carried out
/// @param name of the action that takes it back
/// @param values of which those are handed over that the action has a parameter for
/// @param tainted of the values
record WayBack(Action done, String name, ObjectNode values, List<Tainted> tainted) {

  /// The action's own `undo`; else its state set back to what it was, where the action takes a
  /// state as its one value. Empty for an action that only reads, and where no way is known.
  ///
  /// @param returned by the app; its fields count beside the arguments, e.g. the id of what was
  ///   made
  static Optional<WayBack> of(
      Choice.Call call, Optional<JsonNode> returned, Optional<Change> changed) {
    Action action = call.action();
    if (action.effect() == Action.Effect.READ) {
      return Optional.empty();
    }
    if (action.undo().isPresent()) {
      ObjectNode values = call.arguments().deepCopy();
      returned
          .filter(JsonNode::isObject)
          .ifPresent(made ->
              made.properties()
                  .forEach(field -> values.putIfAbsent(field.getKey(), field.getValue())));
      return Optional.of(new WayBack(action, action.undo().get(), values, call.tainted()));
    }
    return changed
        .filter(change -> change.state().equals(action.name()))
        .flatMap(change -> restored(action, change));
  }

  private static Optional<WayBack> restored(Action action, Change change) {
    Optional<ParameterSchema> schema = schema(action);
    if (schema.isEmpty() || schema.get().parameters().size() != 1) {
      return Optional.empty();
    }
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    values.set(schema.get().parameters().getFirst().name(), change.before());
    return schema.get().faults(values).isEmpty()
        ? Optional.of(new WayBack(action, action.name(), values, List.of()))
        : Optional.empty();
  }

  /// The call that takes it back, by `action` as it is now.
  ///
  /// @return empty where the values do not make a call
  Optional<Choice.Call> call(Action action) {
    Optional<ParameterSchema> schema = schema(action);
    if (schema.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    for (Parameter parameter : schema.get().parameters()) {
      JsonNode value = values.get(parameter.name());
      if (value != null) {
        arguments.set(parameter.name(), value);
      }
    }
    schema.get().complete(arguments);
    List<Tainted> stained = tainted.stream().filter(it -> arguments.has(it.argument())).toList();
    return schema.get().faults(arguments).isEmpty()
        ? Optional.of(new Choice.Call(action, arguments, stained))
        : Optional.empty();
  }

  private static Optional<ParameterSchema> schema(Action action) {
    try {
      return Optional.of(ParameterSchema.read(action.parameters()));
    } catch (SchemaException e) {
      return Optional.empty();
    }
  }
}
