// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.FactValue.Quantity;
import dev.hob.features.fact.Tokens;
import dev.hob.forge.eval.row.Prediction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The baseline `keyword`: the action that shares most words with the utterance, none if they are
/// fewer than two (words of the name count double); members of an `enum` whose words were said;
/// numbers, days and times in the order in which they stand; a question for what is still missing.
final class KeywordBaseline {
  private static final int ENOUGH = 2;

  private final FactExtractor extractor;

  KeywordBaseline(FactExtractor extractor) {
    this.extractor = extractor;
  }

  Prediction predict(ActRow row) {
    Set<String> said = Set.copyOf(Tokens.words(row.utterance()));
    Optional<Offered> best = Optional.empty();
    int most = ENOUGH - 1;
    for (Offered action : row.actions()) {
      int shared = shared(action, said);
      if (shared > most) {
        most = shared;
        best = Optional.of(action);
      }
    }
    String id = row.row().id();
    return best.map(action -> call(id, action, row, said))
        .orElseGet(() -> Prediction.of(id, outcome(Outcome.NONE)));
  }

  private static int shared(Offered action, Set<String> said) {
    Set<String> described = new HashSet<>(Tokens.words(action.description()));
    action
        .parameters()
        .path("properties")
        .properties()
        .forEach(parameter -> {
          described.addAll(named(parameter.getKey()));
          described.addAll(Tokens.words(parameter.getValue().path("description").asText()));
        });
    Set<String> name = named(action.name());
    return 2 * (int) name.stream().filter(said::contains).count()
        + (int) described.stream().filter(said::contains).count();
  }

  /// `startTimer`, `start_timer` and `start.timer` are two words.
  private static Set<String> named(String name) {
    String apart = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", " ");
    return new HashSet<>(Tokens.words(apart));
  }

  private Prediction call(String id, Offered action, ActRow row, Set<String> said) {
    Map<FactClass, Deque<Fact>> facts = new EnumMap<>(FactClass.class);
    extractor
        .extract(row.utterance(), row.context())
        .forEach(fact -> facts.computeIfAbsent(fact.kind(), k -> new ArrayDeque<>()).add(fact));
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    for (String name : action.parameterNames()) {
      value(action.parameter(name), facts, said).ifPresent(value -> arguments.set(name, value));
    }
    List<String> missing = action.required().stream().filter(name -> !arguments.has(name)).toList();
    if (!missing.isEmpty()) {
      return Prediction.of(id, outcome(Outcome.ASK).put("parameter", missing.getFirst()));
    }
    ObjectNode output = outcome(Outcome.CALL);
    output.putObject("call").put("action", action.name()).set("arguments", arguments);
    return Prediction.of(id, output);
  }

  private static Optional<JsonNode> value(
      JsonNode schema, Map<FactClass, Deque<Fact>> facts, Set<String> said) {
    for (JsonNode member : schema.path("enum")) {
      Set<String> words = named(member.asText());
      if (!words.isEmpty() && said.containsAll(words)) {
        return Optional.of(member);
      }
    }
    String type = Values.type(schema, JsonNodeFactory.instance.textNode(""));
    if (type.equals("integer") || type.equals("number")) {
      return next(facts, FactClass.NUMBER).flatMap(fact -> number(type, fact));
    }
    if (type.equals("string") && !schema.has("enum")) {
      Optional<Fact> found =
          switch (schema.path("format").asText()) {
            case "date" -> next(facts, FactClass.DATE);
            case "time" -> next(facts, FactClass.TIME);
            case "uri", "email" -> next(facts, FactClass.LINK);
            default -> Optional.empty();
          };
      return found.map(fact -> JsonNodeFactory.instance.textNode(fact.surface()));
    }
    return Optional.empty();
  }

  private static Optional<Fact> next(Map<FactClass, Deque<Fact>> facts, FactClass kind) {
    return Optional.ofNullable(facts.getOrDefault(kind, new ArrayDeque<>()).poll());
  }

  private static Optional<JsonNode> number(String type, Fact fact) {
    if (!(fact.value() instanceof Quantity quantity)) {
      return Optional.empty();
    }
    boolean whole = quantity.number().stripTrailingZeros().scale() <= 0;
    if (type.equals("integer") && !whole) {
      return Optional.empty();
    }
    return Optional.of(
        whole
            ? JsonNodeFactory.instance.numberNode(quantity.number().longValue())
            : JsonNodeFactory.instance.numberNode(quantity.number()));
  }

  private static ObjectNode outcome(Outcome outcome) {
    return JsonNodeFactory.instance.objectNode().put("outcome", outcome.word());
  }
}
