// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Tally;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How one feature is scored. Immutable.
public interface Scorer {
  String feature();

  /// Is the row of a kind that this feature answers? Others are skipped and counted.
  boolean fits(Row row);

  /// All scores, in the order of the table.
  List<Metric> metrics();

  /// Name of the metric that decides, given which metrics these rows define.
  String primary(List<Row> rows);

  /// Names of metrics that guard against harm: a system that is worse in one of them does not take
  /// another's place on few rows, whatever the primary metric says.
  default Set<String> guarding() {
    return Set.of();
  }

  /// What a prediction is worth.
  ///
  /// @throws EvalException the row lacks a field that is needed
  Tally score(Row row, Prediction prediction);

  /// Did the system fail to answer in the feature's form? Such a row counts the worst value of
  /// every metric.
  boolean failed(Prediction prediction);

  /// Does the answer to this row count among the errors: a failed one, or one that leaves out
  /// parts?
  default boolean isError(Row row, Prediction prediction) {
    return failed(prediction);
  }

  /// Groups that scores are also shown for: group kind (`rule`, `form`) → the row's group.
  Map<String, String> groups(Row row);

  /// Scores by class of thing found (`link`, `date` …), beside the table: class → metric → value.
  Map<String, Map<String, Double>> byClass(Tally total);

  /// Systems without a model, by name.
  Map<String, Baseline> baselines();

  /// The name that Hob's own deterministic helper has among the baselines; it is asked through a
  /// running Hob, so that what is scored is what users get.
  String helper();

  /// Word lists of its own that scores depend on, beside those of facts: name → digest.
  default Map<String, String> lists() {
    return Map.of();
  }

  /// The request that asks a running Hob for the answer to `row`.
  Ask ask(Row row);

  /// The output to score, made of the answer's own (a digest's groups become a summary).
  JsonNode outputOf(Row row, JsonNode answer);

  /// A system without a model.
  interface Baseline {
    Prediction predict(Row row);
  }

  /// @param path of the door, `/v1/summarize`
  /// @param input the feature's input
  /// @param options as the row gives them
  record Ask(String path, JsonNode input, JsonNode options) {}
}
