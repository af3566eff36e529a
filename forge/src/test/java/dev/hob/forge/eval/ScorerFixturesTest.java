// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.fact.WordLists;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ScorerFixturesTest {
  @TestFactory
  List<DynamicTest> summarizeGivesTheFixturesValues() {
    return tests("summarize");
  }

  @TestFactory
  List<DynamicTest> proofreadGivesTheFixturesValues() {
    return tests("proofread");
  }

  @TestFactory
  List<DynamicTest> actGivesTheFixturesValues() {
    return tests("act");
  }

  @TestFactory
  List<DynamicTest> friendlyGivesTheFixturesValues() {
    return tests("friendly");
  }

  @TestFactory
  List<DynamicTest> professionalGivesTheFixturesValues() {
    return tests("professional");
  }

  @TestFactory
  List<DynamicTest> conciseGivesTheFixturesValues() {
    return tests("concise");
  }

  @TestFactory
  List<DynamicTest> prioritizeGivesTheFixturesValues() {
    return tests("prioritize");
  }

  private static List<DynamicTest> tests(String feature) {
    Scorer scorer = Catalogue.of(feature, WordLists.embedded());
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode fixture : Fixtures.read(feature + ".json")) {
      tests.add(
          DynamicTest.dynamicTest(fixture.path("name").asText(), () -> check(scorer, fixture)));
    }
    return tests;
  }

  private static void check(Scorer scorer, JsonNode fixture) {
    Row row = new Row("r", "fixture", fixture.path("row"));
    Prediction prediction = new Prediction("r", fixture.path("prediction"));
    Map<String, Double> values =
        Scores.of(scorer, List.of(row), List.of(prediction)).values(scorer);
    Map<String, Double> expected = new TreeMap<>();
    fixture
        .path("expect")
        .properties()
        .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asDouble()));
    assertEquals(expected.keySet(), new TreeMap<>(values).keySet());
    expected.forEach((name, value) -> assertEquals(value, values.get(name), 1e-6, name));
  }
}
