// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.eval.row.Row;
import java.util.ArrayList;
import java.util.List;

/// An action that a row offers.
///
/// @param parameters JSON Schema of its arguments
/// @param json as it stands in the row or its catalogue
record Offered(String name, String description, JsonNode parameters, JsonNode json) {
  /// The actions at `pointer`, in their order.
  ///
  /// @throws dev.hob.forge.eval.EvalException one has no name
  static List<Offered> all(Row row, String pointer) {
    List<Offered> actions = new ArrayList<>();
    for (int i = 0; i < row.list(pointer).size(); i++) {
      String at = pointer + "/" + i;
      JsonNode json = row.json().at(at);
      actions.add(
          new Offered(
              row.text(at + "/name"),
              json.path("description").asText(),
              json.path("parameters"),
              json));
    }
    return List.copyOf(actions);
  }

  /// Schema of one parameter; missing if the action has none of that name.
  JsonNode parameter(String parameter) {
    return parameters.path("properties").path(parameter);
  }

  List<String> parameterNames() {
    List<String> names = new ArrayList<>();
    parameters.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  List<String> required() {
    List<String> names = new ArrayList<>();
    parameters.path("required").forEach(name -> names.add(name.asText()));
    return names;
  }
}
