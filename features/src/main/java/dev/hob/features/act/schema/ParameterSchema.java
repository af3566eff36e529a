// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// The arguments of an action, read from its JSON Schema. Immutable.
///
/// @param parameters in the schema's order
/// @param open whether names beyond them are allowed
public record ParameterSchema(List<Parameter> parameters, boolean open) {
  public static final ParameterSchema NOTHING = new ParameterSchema(List.of(), false);

  public ParameterSchema {
    parameters = List.copyOf(parameters);
  }

  /// @throws SchemaException it is none, or uses what Hob does not know
  public static ParameterSchema read(JsonNode schema) {
    return new SchemaReader().top(schema);
  }

  public Optional<Parameter> parameter(String name) {
    return parameters.stream().filter(parameter -> parameter.name().equals(name)).findFirst();
  }

  /// What is wrong with `arguments`; empty = they are valid. Names no values: they may be content.
  public List<String> faults(ObjectNode arguments) {
    return new Validation().of(this, arguments);
  }

  /// The first parameter that must be said and is not in `arguments`.
  public Optional<Parameter> missing(ObjectNode arguments) {
    return parameters.stream()
        .filter(parameter -> parameter.mustBeSaid() && !arguments.has(parameter.name()))
        .findFirst();
  }

  /// Adds the defaults of required parameters that are not there.
  public void complete(ObjectNode arguments) {
    for (Parameter parameter : parameters) {
      if (parameter.required() && !arguments.has(parameter.name())) {
        parameter.fallback().ifPresent(value -> arguments.set(parameter.name(), value));
      }
    }
  }
}
