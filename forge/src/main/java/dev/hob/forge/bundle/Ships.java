// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.WordLists;
import dev.hob.forge.eval.Catalogue;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.stat.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Decides which of model and helper ships for a feature: the model only where it scores above the
/// helper on every file that both were scored on, and is worse in no metric that guards against
/// harm (rulings, 20: point estimates decide on files under 30 rows). Without scores nothing but
/// helpers ships.
final class Ships {
  private final WordLists lists = WordLists.embedded();

  /// `ships.json`: the base it was measured on, who ships, and the scores behind it.
  ObjectNode of(String baseDigest, List<JsonNode> evaluations) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("base", baseDigest);
    ObjectNode ships = node.putObject("ships");
    ObjectNode scores = node.putObject("scores");
    Map<String, List<Comparison>> byFeature = new TreeMap<>();
    for (Comparison each : comparisons(evaluations)) {
      byFeature.computeIfAbsent(each.feature(), key -> new ArrayList<>()).add(each);
    }
    byFeature.forEach((feature, comparisons) -> {
      boolean model = comparisons.stream().allMatch(Comparison::modelIsBetter);
      ships.put(feature, model ? "model" : "helper");
      for (Comparison each : comparisons) {
        scores
            .withArrayProperty(feature)
            .addObject()
            .put("file", String.valueOf(Path.of(each.file()).getFileName()))
            .put("metric", each.metric())
            .put("model", each.model())
            .put("helper", each.helper());
      }
    });
    return node;
  }

  /// One file on which both were scored.
  ///
  /// @param harmless whether the model is worse in no guarding metric
  private record Comparison(
      String feature, String file, String metric, double model, double helper, boolean harmless) {
    boolean modelIsBetter() {
      return model > helper && harmless;
    }
  }

  private List<Comparison> comparisons(List<JsonNode> evaluations) {
    Map<String, JsonNode> models = byFile(evaluations, "model");
    Map<String, JsonNode> helpers = byFile(evaluations, "helper");
    List<Comparison> both = new ArrayList<>();
    models.forEach((file, model) -> {
      JsonNode helper = helpers.get(file);
      if (helper != null) {
        String metric = model.path("primary").asText();
        both.add(
            new Comparison(
                feature(model),
                model.path("file").asText(),
                metric,
                value(model, metric),
                value(helper, metric),
                harmless(model, helper)));
      }
    });
    return both;
  }

  private boolean harmless(JsonNode model, JsonNode helper) {
    Scorer scorer = Catalogue.of(model.path("feature").asText(), lists);
    return scorer.metrics().stream()
        .filter(metric -> scorer.guarding().contains(metric.name()))
        .filter(metric -> model.path("metrics").has(metric.name()))
        .allMatch(metric -> {
          double gain = value(model, metric.name()) - value(helper, metric.name());
          return metric.better() == Metric.Better.LESS ? gain <= 0 : gain >= 0;
        });
  }

  private static Map<String, JsonNode> byFile(List<JsonNode> evaluations, String method) {
    Map<String, JsonNode> files = new TreeMap<>();
    for (JsonNode each : evaluations) {
      if (each.at("/system/method").asText().equals(method)) {
        files.put(feature(each) + " " + each.path("file").asText(), each);
      }
    }
    return files;
  }

  /// Notification batches are scored as `summarize` but are the digest's work.
  private static String feature(JsonNode evaluation) {
    String feature = evaluation.path("feature").asText();
    boolean batches = evaluation.path("file").asText().contains("notify");
    return batches && feature.equals("summarize") ? "digest" : feature;
  }

  private static double value(JsonNode evaluation, String metric) {
    return evaluation.path("metrics").path(metric).path("value").asDouble();
  }
}
