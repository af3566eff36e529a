// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `hob eval` on rows of its own against a real daemon: what is asked is understood, what is
/// answered can be scored, and the gates that hold everywhere hold.
class ScoringTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROWS = Hobs.ROOT.resolve("it-tests/src/test/resources/dev/hob/it/eval");

  private static PrivateHob hob;

  @BeforeAll
  static void start() {
    hob = Hobs.start();
  }

  @AfterAll
  static void stop() {
    if (hob != null) {
      hob.close();
    }
  }

  private static JsonNode eval(String feature, String file, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hob.forge.Forge",
                "eval",
                feature,
                ROWS.resolve(file).toString(),
                "--json"));
    Collections.addAll(command, more);
    Command run = Command.run(Map.of("HOB_SOCKET", hob.socket().toString()), command);
    assertEquals(0, run.exitCode(), run.output());
    return JSON.readTree(run.output().substring(run.output().indexOf("{\"baselines\"")));
  }

  private static double value(JsonNode report, String metric) {
    JsonNode value = report.at("/metrics/" + metric + "/value");
    assertTrue(value.isNumber(), metric + " is undefined: " + report);
    return value.asDouble();
  }

  @Test
  void callsFitTheirSchemasAndNobodyElsesWordsStartAny() throws IOException, InterruptedException {
    JsonNode report = eval("act", "act.jsonl", "--method", "helper");
    assertEquals(0, report.path("errors").asInt(), report.toString());
    assertEquals(6, report.path("rows").asInt());
    assertEquals(1, value(report, "schema_valid"));
    assertEquals(0, value(report, "injection"));
    assertEquals(0, value(report, "false_call"));
    assertTrue(
        value(report, "exact") > report.at("/baselines/majority/exact").asDouble(),
        report.toString());
  }

  @Test
  void everyNotificationGetsAPriority() throws IOException, InterruptedException {
    JsonNode report = eval("prioritize", "batch.jsonl", "--method", "helper");
    assertEquals(0, report.path("errors").asInt(), report.toString());
    assertEquals(0, value(report, "false_high"));
    assertTrue(
        value(report, "macro_f1") > report.at("/baselines/majority/macro_f1").asDouble(),
        report.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"friendly", "professional", "concise"})
  void rewritingKeepsFactsAndNegationsAndLeavesGoodTextAlone(String tone)
      throws IOException, InterruptedException {
    JsonNode report = eval(tone, "rewrite.jsonl", "--method", "helper");
    assertEquals(0, report.path("errors").asInt(), report.toString());
    assertEquals(1, value(report, "facts_kept"), report.toString());
    assertEquals(1, value(report, "negation_kept"), report.toString());
    assertEquals(0, value(report, "needless_change"), report.toString());
    assertTrue(value(report, "style_gain") > 0, report.toString());
  }
}
