// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.act.rank.Candidate;
import dev.hob.features.act.rank.Ranker;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.ValueType;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.prompt.PromptAction;
import dev.hob.features.prompt.PromptParameter;
import dev.hob.features.prompt.PromptTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Orders the actions of a prompt as serving does: best rank first. Immutable.
final class RankOrder {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Lexicon lexicon = Lexicon.embedded();

  List<PromptAction> of(List<PromptAction> actions, List<PromptTurn> context, String utterance) {
    List<Candidate> candidates = new ArrayList<>();
    for (PromptAction action : actions) {
      candidates.add(candidate(action));
    }
    String earlier =
        context.stream()
            .filter(turn -> turn.who().equals(PromptTurn.USER))
            .map(PromptTurn::text)
            .collect(Collectors.joining(" "));
    return new Ranker(candidates, lexicon)
        .best(utterance, earlier, actions.size()).stream()
            .map(best -> actions.get(candidates.indexOf(best)))
            .toList();
  }

  /// The ranker reads words alone, which the shown action has all of.
  private static Candidate candidate(PromptAction action) {
    List<Parameter> parameters = new ArrayList<>();
    for (PromptParameter shown : action.parameters()) {
      List<JsonNode> choices = new ArrayList<>();
      shown.choices().forEach(choice -> choices.add(JSON.textNode(choice)));
      ValueType type = choices.isEmpty() ? ValueType.Text.ANY : new ValueType.OneOf(choices);
      parameters.add(
          new Parameter(
              shown.name(), shown.description(), type, Optional.empty(), shown.required()));
    }
    return Candidate.shown(
        action.name(), action.description(), new ParameterSchema(parameters, false));
  }
}
