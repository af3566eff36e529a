// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.eval.ask.RunningHob;
import dev.hob.forge.eval.ask.SystemStamp;
import dev.hob.forge.eval.report.Against;
import dev.hob.forge.eval.report.Report;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.PredictionFile;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.row.RowFile;
import dev.hob.forge.eval.stat.Bootstrap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One scoring, from file to report.
final class Evaluation {
  private static final String BASELINE = "baseline:";

  private final Scorer scorer;
  private final String wordLists;
  private final Bootstrap bootstrap;
  private final Map<String, String> environment;

  /// @param environment says where a Hob runs, or how to start one
  Evaluation(
      Scorer scorer, String wordLists, Bootstrap bootstrap, Map<String, String> environment) {
    this.scorer = scorer;
    this.wordLists = wordLists;
    this.bootstrap = bootstrap;
    this.environment = environment;
  }

  /// @throws EvalException a bad row, or something unknown
  /// @throws dev.hob.client.HobException no Hob answers, or it refuses
  Report run(EvalRequest request, Progress progress) {
    RowFile file = RowFile.read(request.file(), scorer::fits, request.limit());
    if (file.rows().isEmpty()) {
      throw new EvalException(
          EvalException.BAD_ROW, file.name() + ": no row that " + scorer.feature() + " can answer");
    }
    checkBaselines(request);
    Answered answered = answers(request.answers(), file.rows(), progress);
    request.save().ifPresent(path -> PredictionFile.write(path, answered.predictions()));
    Scores scores = Scores.of(scorer, file.rows(), answered.predictions());
    return new Report(
        scorer,
        file,
        bootstrap,
        answered.system(),
        answered.predictions(),
        scores,
        baselines(file.rows()),
        request.against().map(name -> against(name, scores, file.rows())),
        wordLists);
  }

  private record Answered(List<Prediction> predictions, Map<String, Object> system) {}

  /// Names are looked up before anything long is begun.
  private void checkBaselines(EvalRequest request) {
    if (request.answers() instanceof EvalRequest.OfBaseline named) {
      baseline(named.name());
    }
    request
        .against()
        .filter(name -> name.startsWith(BASELINE))
        .ifPresent(name -> baseline(name.substring(BASELINE.length())));
  }

  private Answered answers(EvalRequest.Answers answers, List<Row> rows, Progress progress) {
    return switch (answers) {
      case EvalRequest.Saved saved -> {
        List<Prediction> predictions = PredictionFile.read(saved.predictions(), rows);
        Map<String, Object> system = SystemStamp.of(predictions);
        system.put("from", String.valueOf(saved.predictions().getFileName()));
        yield new Answered(predictions, system);
      }
      case EvalRequest.OfBaseline named ->
          new Answered(
              rows.stream().map(baseline(named.name())::predict).toList(),
              new TreeMap<>(Map.of("baseline", named.name())));
      case EvalRequest.Asked asked -> asked(asked, rows, progress);
    };
  }

  private Answered asked(EvalRequest.Asked asked, List<Row> rows, Progress progress) {
    try (RunningHob hob = RunningHob.find(environment)) {
      List<Prediction> predictions =
          hob.answer(scorer, rows, asked.options(), done -> progress.at(done, rows.size()));
      Map<String, Object> system = SystemStamp.of(predictions);
      JsonNode status = hob.status();
      SystemStamp.addStatus(system, status);
      system.put("method", asked.options().method());
      system.put("private", hob.isPrivate());
      SystemStamp.require(system, asked.base(), asked.adapter());
      return new Answered(predictions, system);
    }
  }

  private Scorer.Baseline baseline(String name) {
    return Optional.ofNullable(scorer.baselines().get(name))
        .orElseThrow(() ->
            new EvalException(
                EvalException.UNKNOWN,
                "unknown baseline \""
                    + name
                    + "\"; known: "
                    + String.join(", ", scorer.baselines().keySet())));
  }

  private Map<String, Map<String, Double>> baselines(List<Row> rows) {
    Map<String, Map<String, Double>> values = new TreeMap<>();
    scorer
        .baselines()
        .forEach((name, one) -> values.put(name, Scores.of(scorer, rows, one).values(scorer)));
    return values;
  }

  private Against against(String name, Scores ours, List<Row> rows) {
    Scores theirs =
        name.startsWith(BASELINE)
            ? Scores.of(scorer, rows, baseline(name.substring(BASELINE.length())))
            : Scores.of(scorer, rows, PredictionFile.read(Path.of(name), rows));
    return new Against(
        name, bootstrap.differences(scorer.metrics(), ours.tallies(), theirs.tallies()));
  }
}
