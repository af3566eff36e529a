// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hob.forge.eval.Answered;
import dev.hob.forge.eval.Scores;
import dev.hob.forge.eval.Subject;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Metric;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that a run found (docs/eval.md, 9).
///
/// @param baselines values of every baseline by name
public record Report(
    Subject subject,
    Answered answered,
    Scores scores,
    Map<String, Map<String, Double>> baselines,
    Optional<Against> against) {
  /// A row that went wrong.
  ///
  /// @param value of the primary metric on this row alone
  /// @param input what the system was shown
  /// @param output what it answered; null where it failed
  public record Worst(String id, double value, JsonNode input, JsonNode output, String error) {}

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /// Values with their intervals, in the scorer's order.
  public Map<String, Interval> metrics() {
    return subject.bootstrap().intervals(subject.scorer().metrics(), scores.tallies());
  }

  /// The `count` rows with the worst primary metric, worst first; perfect ones are left out, and so
  /// are rows that the metric says nothing about.
  public List<Worst> worst(int count) {
    Metric primary = primary();
    double sign = primary.better() == Metric.Better.LESS ? -1 : 1;
    List<Worst> rows = new ArrayList<>();
    for (int i = 0; i < subject.rows(); i++) {
      double value = primary.of(scores.tallies().get(i));
      if (!Double.isNaN(value) && sign * value < (sign + 1) / 2) {
        Row row = subject.file().rows().get(i);
        Prediction answer = answered.predictions().get(i);
        rows.add(
            new Worst(
                row.id(),
                value,
                subject.scorer().ask(row).input(),
                answer.output(),
                answer.json().path("error").asText("")));
      }
    }
    rows.sort(Comparator.comparingDouble(row -> sign * row.value()));
    return List.copyOf(rows.subList(0, Math.min(count, rows.size())));
  }

  /// Share of answers that quote their sources.
  public double quoted() {
    return (double) scores.quoted() / subject.rows();
  }

  /// Speed as the answers tell it, and bytes as the system does; empty for neither.
  Map<String, Object> speed() {
    Map<String, Object> speed = Speed.of(answered.predictions());
    speed.putAll(answered.stamp().speed());
    return speed;
  }

  /// One JSON object in one line, keys sorted.
  ///
  /// @param hob version
  /// @param worst so many of the worst rows
  public String json(String hob, Instant now, int worst) {
    Map<String, Object> report = new TreeMap<>();
    report.put("hobEval", 1);
    report.put("feature", subject.scorer().feature());
    report.put("file", subject.file().name());
    report.put("sha256", subject.file().sha256());
    report.put("rows", subject.rows());
    report.put("skipped", subject.file().skipped());
    report.put("errors", scores.errors());
    report.put("seed", subject.bootstrap().seed());
    report.put("bootstrap", subject.bootstrap().resamples());
    report.put("system", answered.stamp().system());
    report.put("metrics", metrics());
    report.put("primary", subject.primary());
    report.put("by", scores.byGroup(subject.scorer(), subject.file().rows()));
    report.put("quoted", quoted());
    report.put("baselines", baselines);
    against.ifPresent(other -> report.put("against", json(other)));
    report.put("speed", speed());
    if (worst > 0) {
      report.put("worst", worst(worst));
    }
    Map<String, Object> machine = new Machine(Path.of("/")).describe();
    machine.putAll(answered.stamp().machine());
    report.put("machine", machine);
    report.put("wordLists", subject.wordLists());
    report.put("lists", subject.scorer().lists());
    report.put("hob", hob);
    report.put("time", now.truncatedTo(ChronoUnit.SECONDS).toString());
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> json(Against other) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", other.name());
    json.put("difference", other.difference());
    json.put("better", other.better(primary(), subject.rows()));
    json.put("ships", ships(other));
    return json;
  }

  /// May the system take the other one's place?
  boolean ships(Against other) {
    List<Metric> guarding =
        subject.scorer().metrics().stream()
            .filter(metric -> subject.scorer().guarding().contains(metric.name()))
            .toList();
    return other.ships(primary(), guarding, subject.rows());
  }

  private Metric primary() {
    return subject.scorer().metrics().stream()
        .filter(metric -> metric.name().equals(subject.primary()))
        .findFirst()
        .orElseThrow();
  }
}
