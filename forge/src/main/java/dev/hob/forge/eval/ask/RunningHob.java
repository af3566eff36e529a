// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobClient;
import dev.hob.client.HobException;
import dev.hob.client.PrivateHob;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/// A Hob that answers: the user's own, or a private one that lives as long as the scoring.
public final class RunningHob implements AutoCloseable {
  private final HobClient client;
  private final Optional<PrivateHob> owned;

  private RunningHob(HobClient client, Optional<PrivateHob> owned) {
    this.client = client;
    this.owned = owned;
  }

  /// The Hob of this user if it answers, else a private one, started with the program in `HOB_HOBD`
  /// (the script `hob` sets it).
  ///
  /// @throws HobException none runs and none can be started
  public static RunningHob find(Map<String, String> environment) {
    Optional<RunningHob> running = running(environment);
    if (running.isPresent()) {
      return running.get();
    }
    String command = environment.getOrDefault("HOB_HOBD", "").strip();
    if (command.isEmpty()) {
      // Asking once more gives the typed refusal that says where a daemon was looked for.
      try (HobClient nobody = HobClient.open(environment)) {
        nobody.status();
      }
    }
    PrivateHob hob = PrivateHob.start(List.of(command), Map.of());
    return new RunningHob(hob.client(), Optional.of(hob));
  }

  private static Optional<RunningHob> running(Map<String, String> environment) {
    try {
      HobClient client = HobClient.open(environment);
      try {
        client.status();
        return Optional.of(new RunningHob(client, Optional.empty()));
      } catch (HobException.Unreachable silent) {
        client.close();
        return Optional.empty();
      }
    } catch (HobException.Unreachable nowhere) {
      return Optional.empty();
    }
  }

  public boolean isPrivate() {
    return owned.isPresent();
  }

  /// `GET /v1/status`.
  public JsonNode status() {
    return client.status();
  }

  /// Asks for every row, one at a time, class background, greedy.
  ///
  /// @param done called with the number of rows answered
  /// @throws HobException no row can be answered: it does not run any more, is busy, lacks the
  ///   feature, base or adapter, or refuses this caller
  public List<Prediction> answer(
      Scorer scorer, List<Row> rows, AskOptions options, IntConsumer done) {
    List<Prediction> predictions = new ArrayList<>();
    for (Row row : rows) {
      predictions.add(answer(scorer, row, options));
      done.accept(predictions.size());
    }
    return predictions;
  }

  private Prediction answer(Scorer scorer, Row row, AskOptions options) {
    Scorer.Ask ask = scorer.ask(row);
    try {
      JsonNode answer = client.post(ask.path(), body(ask, options));
      return prediction(row, scorer.outputOf(row, answer.path("output")), answer);
    } catch (HobException.Unreachable
        | HobException.Forbidden
        | HobException.Missing
        | HobException.Busy everyRow) {
      throw everyRow;
    } catch (HobException problem) {
      return Prediction.failed(row.id(), problem.type().urn() + ": " + problem.getMessage());
    }
  }

  private static ObjectNode body(Scorer.Ask ask, AskOptions options) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("input", ask.input());
    ObjectNode feature = body.putObject("options");
    ask.options().properties().forEach(o -> feature.set(o.getKey(), o.getValue()));
    if (!options.method().equals("auto")) {
      feature.put("method", options.method());
    }
    body.put("class", "background");
    body.put("place", options.place());
    body.put("onOverflow", "sections");
    return body;
  }

  private static Prediction prediction(Row row, JsonNode output, JsonNode answer) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", row.id());
    json.set("output", output);
    json.put("quoted", answer.at("/guard/quoted").asBoolean());
    for (String kept : List.of("by", "place", "base", "adapter", "guard", "timing", "usage")) {
      if (answer.hasNonNull(kept)) {
        json.set(kept, answer.get(kept));
      }
    }
    json.putNull("error");
    return new Prediction(row.id(), json);
  }

  @Override
  public void close() {
    owned.ifPresentOrElse(PrivateHob::close, client::close);
  }
}
