// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.eval.row.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// How fast the answers came, from what the answers themselves say (`timing`, `usage`). The first
/// three are warm-up.
final class Speed {
  private static final int WARM_UP = 3;

  private Speed() {}

  /// Empty where no answer says how long it took.
  static Map<String, Object> of(List<Prediction> predictions) {
    List<JsonNode> timed = new ArrayList<>();
    for (Prediction prediction :
        predictions.subList(Math.min(WARM_UP, predictions.size()), predictions.size())) {
      if (prediction.json().hasNonNull("timing")) {
        timed.add(prediction.json());
      }
    }
    Map<String, Object> speed = new TreeMap<>();
    if (timed.isEmpty()) {
      return speed;
    }
    speed.put("rows", timed.size());
    speed.put("ttftMs", percentiles(timed, answer -> answer.at("/timing/firstToken").asDouble()));
    speed.put("totalMs", percentiles(timed, answer -> answer.at("/timing/total").asDouble()));
    double decoded = 0;
    double decodeMs = 0;
    double prefilled = 0;
    double prefillMs = 0;
    for (JsonNode answer : timed) {
      decoded += Math.max(0, answer.at("/usage/outputTokens").asDouble() - 1);
      decodeMs +=
          answer.at("/timing/total").asDouble() - answer.at("/timing/firstToken").asDouble();
      prefilled +=
          answer.at("/usage/promptTokens").asDouble() - answer.at("/usage/cachedTokens").asDouble();
      prefillMs +=
          answer.at("/timing/firstToken").asDouble() - answer.at("/timing/queued").asDouble();
    }
    putRate(speed, "decodeTokensPerSecond", decoded, decodeMs);
    putRate(speed, "prefillTokensPerSecond", prefilled, prefillMs);
    return speed;
  }

  private static void putRate(Map<String, Object> speed, String name, double tokens, double ms) {
    if (tokens > 0 && ms > 0) {
      speed.put(name, tokens * 1000 / ms);
    }
  }

  /// Nearest rank.
  private static Map<String, Double> percentiles(
      List<JsonNode> answers, ToDoubleFunction<JsonNode> of) {
    double[] sorted = answers.stream().mapToDouble(of).sorted().toArray();
    return new TreeMap<>(Map.of("p50", rank(sorted, 0.5), "p95", rank(sorted, 0.95)));
  }

  static double rank(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
