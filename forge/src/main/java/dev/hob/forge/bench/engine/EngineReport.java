// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.Projection;
import dev.hob.forge.bench.model.Shape;
import dev.hob.forge.eval.report.Machine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The figures as ratios with their goals, as JSON and as a table.
final class EngineReport {
  /// What must be reached on shape 3b; `least` false where less is better.
  private record Goal(double value, boolean least) {
    boolean reached(double got) {
      return least ? got >= value : got <= value;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Goal> GOALS = goals();

  private final Shape shape;
  private final Results results;

  EngineReport(Shape shape, Results results) {
    this.shape = shape;
    this.results = results;
  }

  private static Map<String, Goal> goals() {
    Map<String, Goal> goals = new LinkedHashMap<>();
    goals.put("decode_ratio", new Goal(1.4, true));
    goals.put("decode_adapter_ratio", new Goal(2.0, true));
    goals.put("decode_1k_ratio", new Goal(1.8, true));
    goals.put("decode_3k_ratio", new Goal(2.5, true));
    goals.put("prefill_ratio", new Goal(2.3, true));
    goals.put("batch4_mixed_ratio", new Goal(2.5, true));
    goals.put("mixed_adapter_ratio", new Goal(0.88, true));
    goals.put("speculation_ratio", new Goal(2.2, true));
    goals.put("busy_core_ratio", new Goal(3, true));
    goals.put("memory_ratio", new Goal(0.75, false));
    goals.put("anonymous_mb", new Goal(150, false));
    goals.put("load_ms", new Goal(500, false));
    goals.put("adapter_switch_ms", new Goal(1, false));
    goals.put("adapter_cold_ms", new Goal(60, false));
    goals.put("adapter_beside_steps", new Goal(1, false));
    goals.put("vector_decode_ratio", new Goal(0.4, true));
    goals.put("decode_read_share", new Goal(0.85, true));
    goals.put("prefill_dots_share", new Goal(0.75, true));
    return goals;
  }

  /// All keys of a full run, in their order.
  static Set<String> keys() {
    return GOALS.keySet();
  }

  /// One of [#keys]; empty where a side of it was not measured or a limit is not known.
  private Optional<Figure> figure(String key) {
    return computed(key).filter(figure -> !Double.isNaN(figure.median()));
  }

  private Optional<Figure> computed(String key) {
    return switch (key) {
      case "mixed_adapter_ratio" -> results.ratio("batch4_mixed", "batch4_same");
      case "speculation_ratio" -> results.ratio("copied_drafted", "copied_plain");
      case "vector_decode_ratio" -> results.over("vector_decode", "decode");
      case "anonymous_mb" -> results.own("anonymous");
      case "load_ms" -> results.own("load");
      case "adapter_switch_ms" -> results.own("adapter_switch");
      case "adapter_cold_ms" -> results.own("adapter_cold");
      case "adapter_beside_steps" -> results.own("adapter_beside");
      case "decode_read_share" ->
          results.ratio("decode", "read_rate").map(rate -> scaled(rate, bytesAToken() / 1e9));
      case "prefill_dots_share" ->
          results.ratio("products_one_thread", "dots_limit_one_thread").map(f -> scaled(f, 1));
      default -> results.ratio(key.substring(0, key.length() - "_ratio".length()));
    };
  }

  /// Why [#figure] is empty.
  private String missing(String key) {
    if (computed(key).isPresent()) {
      return "no C kernels here, so the machine's limit is not known";
    }
    String name = key.replaceAll("_(ratio|ms|mb|share|steps)$", "");
    return results.own(name).isPresent() || key.equals("vector_decode_ratio")
        ? "llama.cpp was not measured beside it"
        : "not measured with shape " + shape.word();
  }

  private static Figure scaled(Figure figure, double by) {
    return new Figure(figure.median() * by, figure.least() * by, figure.most() * by, "share");
  }

  private double bytesAToken() {
    return Double.parseDouble(results.facts().getOrDefault("mappedBytes", "0"));
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("hobBench", 1).put("shape", shape.word()).put("weights", shape.weights());
    node.put("group", shape.group()).put("fourBitShare", fourBitShare());
    node.put("threads", EngineBench.THREADS);
    node.set("machine", JSON.valueToTree(new Machine(Path.of("/")).describe()));
    ObjectNode facts = node.putObject("facts");
    results.facts().forEach(facts::put);
    node.put("coresUsedByOthers", Figure.rounded(results.loudest()));
    ObjectNode missing = JsonNodeFactory.instance.objectNode();
    for (String key : keys()) {
      figure(key)
          .ifPresentOrElse(
              f -> node.put(key, Figure.rounded(f.median())),
              () -> {
                node.putNull(key);
                missing.put(key, missing(key));
              });
    }
    Shares shares = new Shares(shape, results);
    shares.of("prefill").ifPresent(f -> node.put("prefill_pass_share", Figure.rounded(f)));
    node.set("missing", missing);
    ObjectNode goals = node.putObject("goals");
    GOALS.forEach((key, goal) ->
        figure(key)
            .ifPresent(f -> goals.put(key, goal.reached(f.median()) ? "reached" : "missed")));
    ObjectNode spread = node.putObject("spread");
    GOALS.keySet().forEach(key -> figure(key).ifPresent(f -> spread.set(key, f.json())));
    node.set("shares", shares.json());
    ObjectNode hob = node.putObject("hob");
    results.names().forEach(name -> results.own(name).ifPresent(f -> hob.set(name, f.json())));
    ObjectNode rival = node.putObject("llama.cpp");
    results.names().forEach(name -> results.rival(name).ifPresent(f -> rival.set(name, f.json())));
    return node;
  }

  private double fourBitShare() {
    double narrow = 0;
    for (int layer = 0; layer < shape.config().layers(); layer++) {
      for (Projection p : Projection.values()) {
        if (shape.bits(layer, p) == 2) {
          narrow += (double) p.rows(shape.config()) * p.columns(shape.config());
        }
      }
    }
    return Figure.rounded(1 - narrow / shape.weights());
  }

  /// For people: ratios with their goals, then the raw figures side by side.
  String table() {
    StringBuilder out = new StringBuilder();
    line(out, "", "median", "[min, max]", "goal", "");
    GOALS.forEach((key, goal) ->
        figure(key)
            .ifPresent(f ->
                line(
                    out,
                    key,
                    number(f.median()),
                    "[" + number(f.least()) + ", " + number(f.most()) + "]",
                    (goal.least() ? ">= " : "<= ") + number(goal.value()),
                    goal.reached(f.median()) ? "" : "missed")));
    out.append('\n');
    Map<String, Double> shares = new HashMap<>();
    new Shares(shape, results).all().forEach(each -> shares.put(each.name(), each.share()));
    line(out, "", "hob", "[min, max]", "llama.cpp", "unit, share of the machine's limit");
    for (String name : results.names()) {
      Figure mine = results.own(name).orElseThrow();
      String its = results.rival(name).map(f -> number(f.median())).orElse("");
      String spread = "[" + number(mine.least()) + ", " + number(mine.most()) + "]";
      String share =
          shares.containsKey(name) ? String.format(Locale.ROOT, ", %.3f", shares.get(name)) : "";
      line(out, name, number(mine.median()), spread, its, mine.unit() + share);
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String... cells) {
    List<String> all = List.of(cells);
    out.append(
        String.format(
            Locale.ROOT,
            "%-22s %10s  %-22s %10s  %s%n",
            all.get(0),
            all.get(1),
            all.get(2),
            all.get(3),
            all.get(4)));
  }

  private static String number(double value) {
    double rounded = Figure.rounded(value);
    return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e6
        ? Long.toString((long) rounded)
        : Double.toString(rounded);
  }
}
