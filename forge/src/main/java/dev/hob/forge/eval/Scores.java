// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One system's predictions, scored row by row.
///
/// @param tallies in the order of the rows
/// @param errors rows that the system failed to answer in full
/// @param quoted answers that quote their sources
public record Scores(List<Tally> tallies, int errors, int quoted) {
  public Scores {
    tallies = List.copyOf(tallies);
  }

  /// @param predictions one a row, in the same order
  public static Scores of(Scorer scorer, List<Row> rows, List<Prediction> predictions) {
    List<Tally> tallies = new ArrayList<>();
    int errors = 0;
    int quoted = 0;
    for (int i = 0; i < rows.size(); i++) {
      tallies.add(scorer.score(rows.get(i), predictions.get(i)));
      errors += scorer.isError(rows.get(i), predictions.get(i)) ? 1 : 0;
      quoted += predictions.get(i).quoted() ? 1 : 0;
    }
    return new Scores(tallies, errors, quoted);
  }

  public static Scores of(Scorer scorer, List<Row> rows, Scorer.Baseline baseline) {
    return of(scorer, rows, rows.stream().map(baseline::predict).toList());
  }

  /// Defined metrics by name, in the scorer's order.
  public Map<String, Double> values(Scorer scorer) {
    return values(scorer, Tally.total(tallies));
  }

  private static Map<String, Double> values(Scorer scorer, Tally total) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : scorer.metrics()) {
      double value = metric.of(total);
      if (!Double.isNaN(value)) {
        values.put(metric.name(), value);
      }
    }
    return values;
  }

  /// Kind of group → group → metric → value, with `rows`, for groups that rows name.
  public Map<String, Map<String, Map<String, Double>>> byGroup(Scorer scorer, List<Row> rows) {
    Map<String, Map<String, List<Tally>>> groups = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Tally tally = tallies.get(i);
      scorer
          .groups(rows.get(i))
          .forEach((kind, group) ->
              groups
                  .computeIfAbsent(kind, k -> new TreeMap<>())
                  .computeIfAbsent(group, g -> new ArrayList<>())
                  .add(tally));
    }
    Map<String, Map<String, Map<String, Double>>> by = new TreeMap<>();
    groups.forEach((kind, members) ->
        members.forEach((group, own) -> {
          Map<String, Double> values = values(scorer, Tally.total(own));
          values.put("rows", (double) own.size());
          by.computeIfAbsent(kind, k -> new TreeMap<>()).put(group, values);
        }));
    Map<String, Map<String, Double>> classes = scorer.byClass(Tally.total(tallies));
    if (!classes.isEmpty()) {
      by.put("class", classes);
    }
    return by;
  }
}
