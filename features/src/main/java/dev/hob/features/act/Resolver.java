// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.match.Questions;
import dev.hob.features.act.rank.Candidate;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.value.Converter;
import dev.hob.features.prompt.ActAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// From a model's answer, which points at words, to a choice: code finds the words, converts them
/// by the schema and refuses what nobody said. One thread, used once.
final class Resolver {
  private final ActMakers makers;
  private final List<Candidate> candidates;
  private final ActInput input;
  private final Sources sources;
  private final Converter converter;

  Resolver(ActMakers makers, List<Candidate> candidates, ActInput input) {
    this.makers = makers;
    this.candidates = candidates;
    this.input = input;
    this.sources = new Sources(input);
    this.converter = new Converter(makers.lexicon());
  }

  /// What became of an answer.
  sealed interface Result {
    record Passed(Choice choice) implements Result {}

    /// @param why without content
    record Failed(String why) implements Result {}
  }

  Result resolve(ActAnswer answer) {
    return switch (answer) {
      case ActAnswer.None() ->
          new Result.Passed(new Choice.None("no action fits, as the model reads it"));
      case ActAnswer.Ask(int action, int parameter) -> ask(action, parameter);
      case ActAnswer.Call(int action, List<ActAnswer.Value> values) -> call(action, values);
    };
  }

  private Result ask(int action, int parameter) {
    if (action > candidates.size()) {
      return new Result.Failed("an action that is not there");
    }
    Candidate candidate = candidates.get(action - 1);
    Optional<String> refused = refused(candidate);
    if (refused.isPresent()) {
      return new Result.Passed(new Choice.None(refused.get()));
    }
    List<Parameter> parameters = candidate.schema().parameters();
    return parameter > parameters.size()
        ? new Result.Failed("a parameter that is not there")
        : new Result.Passed(
            asked(candidate, JsonNodeFactory.instance.objectNode(), parameters.get(parameter - 1)));
  }

  private Result call(int action, List<ActAnswer.Value> values) {
    if (action > candidates.size()) {
      return new Result.Failed("an action that is not there");
    }
    Candidate candidate = candidates.get(action - 1);
    Optional<String> refused = refused(candidate);
    if (refused.isPresent()) {
      return new Result.Passed(new Choice.None(refused.get()));
    }
    if (Sources.hasContent(input)
        && !makers.matcher().speaksFor(candidate, input.utterance(), input.context())) {
      return new Result.Failed("the person's own words do not ask for it");
    }
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    List<Tainted> tainted = new ArrayList<>();
    for (ActAnswer.Value value : values) {
      if (value.parameter() > candidate.schema().parameters().size()) {
        return new Result.Failed("a parameter that is not there");
      }
      Parameter parameter = candidate.schema().parameters().get(value.parameter() - 1);
      Optional<String> fault = set(parameter, value.words(), arguments, tainted);
      if (fault.isPresent()) {
        return new Result.Failed(fault.get());
      }
    }
    candidate.schema().complete(arguments);
    Optional<Parameter> missing = candidate.schema().missing(arguments);
    if (missing.isPresent()) {
      return new Result.Passed(asked(candidate, arguments, missing.get()));
    }
    return candidate.schema().faults(arguments).isEmpty()
        ? new Result.Passed(new Choice.Call(candidate.action(), arguments, tainted))
        : new Result.Failed("arguments that the schema does not allow");
  }

  /// Sets one argument; words that are no such value are left out, and asked for where they are
  /// needed.
  ///
  /// @return what is wrong with the answer itself
  private Optional<String> set(
      Parameter parameter, String words, ObjectNode arguments, List<Tainted> tainted) {
    boolean choice = PromptForms.choices(parameter.type()).contains(words);
    Optional<Sources.Place> place = sources.find(words);
    if (place.isEmpty() && !choice) {
      return Optional.of("a value that nobody said");
    }
    String said = place.isEmpty() || choice ? words : text(place.get());
    Optional<JsonNode> value = converter.convert(parameter, said, input.now());
    value.ifPresent(node -> arguments.set(parameter.name(), node));
    if (value.isPresent() && place.isPresent() && !place.get().source().own()) {
      Sources.Place at = place.get();
      tainted.add(new Tainted(parameter.name(), at.source().name(), at.start(), at.end()));
    }
    return Optional.empty();
  }

  private static String text(Sources.Place place) {
    return place.source().text().substring(place.start(), place.end());
  }

  /// A question changes nothing, and what is refused or only chatted is no request.
  private Optional<String> refused(Candidate candidate) {
    return makers.matcher().refuses(candidate.action(), input.utterance());
  }

  private static Choice asked(Candidate candidate, ObjectNode arguments, Parameter parameter) {
    return new Choice.Ask(
        candidate.action(),
        arguments,
        parameter.name(),
        Questions.about(candidate.action(), parameter));
  }
}
