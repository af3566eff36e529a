// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What a system answered to one row. Its JSON form is the line of a predictions file: `{"id",
/// "output": {…}, "quoted": false, "place", "timing": {…}, "error": null}`; other members (`by`,
/// `guard`, `base`, `adapter`, `usage`) are kept.
public record Prediction(String id, JsonNode json) {
  /// An answer that is nothing but its output.
  public static Prediction of(String id, ObjectNode output) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id);
    json.set("output", output);
    json.put("quoted", false);
    json.putNull("error");
    return new Prediction(id, json);
  }

  /// No answer.
  public static Prediction failed(String id, String error) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id);
    json.putNull("output");
    json.put("error", error);
    return new Prediction(id, json);
  }

  /// The output; missing where the system failed.
  public JsonNode output() {
    return json.hasNonNull("error") ? MissingNode.getInstance() : json.path("output");
  }

  /// A text of the output, empty where the system failed or gave none.
  public Optional<String> text(String field) {
    JsonNode value = output().path(field);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  public boolean quoted() {
    return json.path("quoted").asBoolean();
  }
}
