// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.Scores;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.RowFile;
import dev.hob.forge.eval.stat.Bootstrap;
import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Metric;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that a run found (docs/eval.md, 12).
///
/// @param system who answered: `base`, `digest`, `adapter`, `place` …, or `baseline`
/// @param baselines values of every baseline by name
/// @param wordLists digest of the lists that the scores depend on
public record Report(
    Scorer scorer,
    RowFile file,
    Bootstrap bootstrap,
    Map<String, Object> system,
    List<Prediction> predictions,
    Scores scores,
    Map<String, Map<String, Double>> baselines,
    Optional<Against> against,
    String wordLists) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /// Values with their intervals, in the scorer's order.
  public Map<String, Interval> metrics() {
    return bootstrap.intervals(scorer.metrics(), scores.tallies());
  }

  public String primary() {
    return scorer.primary(file.rows());
  }

  public double quoted() {
    return (double) scores.quoted() / Math.max(1, file.rows().size());
  }

  /// One JSON object in one line, keys sorted.
  ///
  /// @param hob version
  public String json(String hob, Instant now) {
    Map<String, Object> report = new TreeMap<>();
    report.put("hobEval", 1);
    report.put("feature", scorer.feature());
    report.put("file", file.name());
    report.put("sha256", file.sha256());
    report.put("rows", file.rows().size());
    report.put("skipped", file.skipped());
    report.put("errors", scores.errors());
    report.put("seed", bootstrap.seed());
    report.put("bootstrap", bootstrap.resamples());
    report.put("system", system);
    report.put("metrics", metrics());
    report.put("primary", primary());
    report.put("by", scores.byGroup(scorer, file.rows()));
    report.put("quoted", quoted());
    report.put("baselines", baselines);
    against.ifPresent(other -> report.put("against", json(other)));
    report.put("speed", Speed.of(predictions));
    report.put("machine", new Machine(Path.of("/")).describe());
    report.put("wordLists", wordLists);
    report.put("hob", hob);
    report.put("time", now.truncatedTo(ChronoUnit.SECONDS).toString());
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> json(Against other) {
    Metric metric =
        scorer.metrics().stream().filter(m -> m.name().equals(primary())).findFirst().orElseThrow();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", other.name());
    json.put("difference", other.difference());
    json.put("better", other.better(metric, file.rows().size()));
    return json;
  }
}
