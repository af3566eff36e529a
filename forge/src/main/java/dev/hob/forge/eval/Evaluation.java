// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.forge.eval.ask.AskOptions;
import dev.hob.forge.eval.ask.LazyHob;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    checkNames(request);
    try (LazyHob hob = new LazyHob(environment)) {
      Answered answered = answers(request.answers(), file.rows(), hob, progress);
      request.save().ifPresent(path -> PredictionFile.write(path, answered.predictions()));
      Scores scores = Scores.of(scorer, file.rows(), answered.predictions());
      Map<String, Scores> baselines = baselines(request, file.rows(), hob, scores);
      Map<String, Map<String, Double>> values = new TreeMap<>();
      baselines.forEach((name, one) -> values.put(name, one.values(scorer)));
      return new Report(
          new Subject(scorer, file, bootstrap, wordLists),
          answered,
          scores,
          values,
          request.against().map(name -> against(name, scores, baselines, file.rows())));
    }
  }

  /// Names are looked up before anything long is begun.
  private void checkNames(EvalRequest request) {
    baselineNames(request)
        .forEach(name -> {
          if (!name.equals(scorer.helper()) && !scorer.baselines().containsKey(name)) {
            throw new EvalException(
                EvalException.UNKNOWN,
                "unknown baseline \""
                    + name
                    + "\"; known: "
                    + String.join(", ", scorer.baselines().keySet())
                    + ", "
                    + scorer.helper());
          }
        });
  }

  private static Stream<String> baselineNames(EvalRequest request) {
    Stream<String> scored =
        request.answers() instanceof EvalRequest.OfBaseline named
            ? Stream.of(named.name())
            : Stream.of();
    Stream<String> compared =
        request.against().stream()
            .filter(name -> name.startsWith(BASELINE))
            .map(name -> name.substring(BASELINE.length()));
    return Stream.concat(scored, compared);
  }

  private Answered answers(
      EvalRequest.Answers answers, List<Row> rows, LazyHob hob, Progress progress) {
    return switch (answers) {
      case EvalRequest.Saved saved -> {
        List<Prediction> predictions = PredictionFile.read(saved.predictions(), rows);
        String from = String.valueOf(saved.predictions().getFileName());
        yield new Answered(predictions, SystemStamp.of(predictions).with("from", from));
      }
      case EvalRequest.OfBaseline named -> {
        Scorer.@Nullable Baseline baseline = scorer.baselines().get(named.name());
        List<Prediction> predictions =
            baseline == null ? byHelper(rows, hob) : rows.stream().map(baseline::predict).toList();
        yield new Answered(predictions, SystemStamp.of("baseline", named.name()));
      }
      case EvalRequest.Asked asked -> asked(asked, rows, hob.open(), progress);
    };
  }

  private Answered asked(
      EvalRequest.Asked asked, List<Row> rows, RunningHob hob, Progress progress) {
    List<Prediction> predictions =
        hob.answer(scorer, rows, asked.options(), done -> progress.at(done, rows.size()));
    SystemStamp stamp =
        SystemStamp.of(predictions)
            .withStatus(hob.status())
            .with("method", asked.options().method())
            .with("private", hob.isPrivate());
    stamp.require(asked.base(), asked.adapter());
    return new Answered(predictions, stamp);
  }

  private List<Prediction> byHelper(List<Row> rows, LazyHob hob) {
    return hob.open().answer(scorer, rows, AskOptions.HELPER, done -> {});
  }

  /// All baselines; Hob's helper among them where a Hob is asked anyway, or where it is named.
  ///
  /// @param own of the system that is scored; where that is the helper it is not asked again
  private Map<String, Scores> baselines(
      EvalRequest request, List<Row> rows, LazyHob hob, Scores own) {
    Map<String, Scores> scores = new TreeMap<>();
    scorer.baselines().forEach((name, one) -> scores.put(name, Scores.of(scorer, rows, one)));
    if (hob.isOpen() || baselineNames(request).anyMatch(scorer.helper()::equals)) {
      boolean same =
          request.answers() instanceof EvalRequest.Asked asked
              && asked.options().method().equals(AskOptions.HELPER.method());
      scores.put(scorer.helper(), same ? own : Scores.of(scorer, rows, byHelper(rows, hob)));
    }
    return scores;
  }

  private Against against(String name, Scores ours, Map<String, Scores> baselines, List<Row> rows) {
    @Nullable Scores baseline =
        name.startsWith(BASELINE) ? baselines.get(name.substring(BASELINE.length())) : null;
    Scores theirs =
        baseline == null
            ? Scores.of(scorer, rows, PredictionFile.read(Path.of(name), rows))
            : baseline;
    return new Against(
        name, bootstrap.differences(scorer.metrics(), ours.tallies(), theirs.tallies()));
  }
}
