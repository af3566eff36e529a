// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.bench.machine.QuietCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was measured, round by round. One thread.
final class Results {
  private static final List<String> FACTS =
      List.of("kernel", "variant", "bitsPerWeight", "mappedBytes", "largePageShare");

  private final Map<String, List<Double>> own = new LinkedHashMap<>();
  private final Map<String, List<Double>> rival = new LinkedHashMap<>();
  private final Map<String, String> units = new TreeMap<>();
  private final Map<String, String> facts = new TreeMap<>();
  private double loudest;

  void own(String name, double value, String unit) {
    add(own, name, value, unit);
  }

  void rival(String name, double value, String unit) {
    add(rival, name, value, unit);
  }

  private void add(Map<String, List<Double>> side, String name, double value, String unit) {
    side.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    units.put(name, unit);
  }

  /// What a side says about itself when it has loaded.
  void facts(JsonNode loaded) {
    for (String name : FACTS) {
      if (loaded.has(name)) {
        facts.put(name, loaded.get(name).asText());
      }
    }
  }

  void fact(String name, String value) {
    facts.put(name, value);
  }

  Map<String, String> facts() {
    return facts;
  }

  void quiet(String phase, double byOthers) {
    loudest = Math.max(loudest, byOthers);
    facts.merge("loud", byOthers > QuietCheck.ALLOWED ? phase : "", (a, b) -> b.isEmpty() ? a : b);
  }

  /// Most cores that others used in any part.
  double loudest() {
    return loudest;
  }

  Optional<Figure> own(String name) {
    return figure(own, name);
  }

  Optional<Figure> rival(String name) {
    return figure(rival, name);
  }

  private Optional<Figure> figure(Map<String, List<Double>> side, String name) {
    return Optional.ofNullable(side.get(name))
        .map(values -> Figure.of(values, units.getOrDefault(name, "")));
  }

  List<String> names() {
    return List.copyOf(own.keySet());
  }

  /// Round by round, what belongs together; then the usual three.
  Optional<Figure> ratio(String name) {
    return ratio(own.get(name), rival.get(name));
  }

  /// Between two figures of our own.
  Optional<Figure> ratio(String name, String over) {
    return ratio(own.get(name), own.get(over));
  }

  /// The median over the rival's plain one of another name.
  Optional<Figure> over(String name, String rivals) {
    return ratio(own.get(name), rival.get(rivals));
  }

  private static Optional<Figure> ratio(
      @org.jspecify.annotations.Nullable List<Double> a,
      @org.jspecify.annotations.Nullable List<Double> b) {
    if (a == null || b == null) {
      return Optional.empty();
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      ratios.add(a.get(i) / b.get(i));
    }
    return Optional.of(Figure.of(ratios, "ratio"));
  }
}
