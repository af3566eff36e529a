// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.FactContext;
import dev.hob.forge.eval.row.Row;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Words said to an app, with what is right.
///
/// @param said the words and, before them, the talk that led to them
/// @param actions that the app offers
record ActRow(Row row, String said, List<Offered> actions, Gold gold) {

  /// @param calls right calls, the row's own first
  /// @param missing required parameters that were not said
  record Gold(Outcome outcome, List<RightCall> calls, List<String> missing) {}

  static ActRow of(Row row, ActionCatalogues catalogues) {
    String utterance = row.text("/utterance");
    String said =
        row.listIfAny("/context").stream()
            .map(turn -> turn.path("text").asText() + "\n")
            .collect(Collectors.joining("", "", utterance));
    return new ActRow(row, said, catalogues.of(row), gold(row));
  }

  String utterance() {
    return row.text("/utterance");
  }

  Optional<Offered> action(String name) {
    return actions.stream().filter(action -> action.name().equals(name)).findFirst();
  }

  /// For finding days and times: knows the day where the row does.
  FactContext context() {
    FactContext plain = FactContext.of(said);
    String now = row.json().path("now").asText();
    if (now.isEmpty()) {
      return plain;
    }
    try {
      return plain.withToday(LocalDate.parse(now.substring(0, Math.min(10, now.length()))));
    } catch (DateTimeException e) {
      throw row.bad("/now", "a date and time", row.json().path("now"));
    }
  }

  private static Gold gold(Row row) {
    List<RightCall> calls = new ArrayList<>();
    if (row.json().has("label")) {
      row.textIfAny("/label").ifPresent(label -> calls.add(RightCall.of(label, slots(row))));
    } else if (row.has("/call")) {
      row.text("/call/name");
      calls.addAll(RightCall.of(row.json().path("call")));
    }
    row.listIfAny("/accept").forEach(accept -> calls.addAll(RightCall.of(accept)));
    List<String> missing = row.textsIfAny("/missing");
    Outcome implied =
        calls.isEmpty() ? Outcome.NONE : missing.isEmpty() ? Outcome.CALL : Outcome.ASK;
    Outcome outcome =
        row.textIfAny("/outcome")
            .map(word ->
                Outcome.of(word)
                    .orElseThrow(
                        () -> row.bad("/outcome", "call, ask or none", row.json().path("outcome"))))
            .orElse(implied);
    if (outcome == Outcome.CALL && calls.isEmpty()) {
      throw row.bad("/call", "a call", row.json().path("call"));
    }
    return new Gold(outcome, calls, missing);
  }

  private static ObjectNode slots(Row row) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    for (JsonNode slot : row.listIfAny("/slots")) {
      arguments.set(slot.path("name").asText(), slot.path("value"));
    }
    return arguments;
  }

  /// Is this the call of a `forbidden` entry: an action's name, or `{"name", "arguments"}` whose
  /// arguments it has?
  boolean isForbidden(JsonNode forbidden, Answer.Call call, Values same) {
    if (forbidden.isTextual()) {
      return forbidden.textValue().equals(call.action());
    }
    if (!forbidden.path("name").asText().equals(call.action())) {
      return false;
    }
    Optional<Offered> action = action(call.action());
    return forbidden.path("arguments").properties().stream()
        .allMatch(wanted -> {
          JsonNode schema =
              action
                  .map(a -> a.parameter(wanted.getKey()))
                  .orElse(JsonNodeFactory.instance.objectNode());
          JsonNode given = call.arguments().path(wanted.getKey());
          return !given.isMissingNode() && same.same(schema, wanted.getValue(), given);
        });
  }
}
