// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.forge.eval.row.Prediction;
import java.util.Optional;

/// What a system made of the words.
///
/// @param call where the outcome is a call
/// @param parameter that it asks for, empty where it asks for none
record Answer(Outcome outcome, Optional<Call> call, String parameter) {
  /// @param arguments an object
  record Call(String action, JsonNode arguments) {}

  /// Empty where the system failed, or answered in no known form: a call needs its action.
  static Optional<Answer> of(Prediction prediction) {
    Optional<Outcome> outcome = prediction.text("outcome").flatMap(Outcome::of);
    Optional<Call> call = call(prediction.output().path("call"));
    if (outcome.isEmpty() || (outcome.get() == Outcome.CALL && call.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new Answer(
            outcome.get(),
            outcome.get() == Outcome.CALL ? call : Optional.empty(),
            prediction.text("parameter").orElse("")));
  }

  private static Optional<Call> call(JsonNode json) {
    JsonNode arguments =
        json.hasNonNull("arguments")
            ? json.path("arguments")
            : JsonNodeFactory.instance.objectNode();
    return json.path("action").isTextual() && arguments.isObject()
        ? Optional.of(new Call(json.path("action").textValue(), arguments))
        : Optional.empty();
  }
}
