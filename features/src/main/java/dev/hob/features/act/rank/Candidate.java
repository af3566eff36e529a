// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.rank;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.act.Action;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.policy.ActionRules.Risk;
import java.util.Optional;

/// An action whose schema was read.
public record Candidate(Action action, ParameterSchema schema) {
  /// An action that is only to be ranked, by the words with which it is shown.
  public static Candidate shown(String name, String description, ParameterSchema schema) {
    Action action =
        new Action(
            "",
            "",
            name,
            description,
            JsonNodeFactory.instance.objectNode(),
            Risk.HIGH,
            Action.Effect.CHANGE,
            true,
            Optional.empty(),
            Action.Origin.GIVEN);
    return new Candidate(action, schema);
  }
}
