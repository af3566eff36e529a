// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What a running Hob is sent for each feature, and what of its answer is scored.
class FeatureRequestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private JsonNode report(List<FakeHob.Seen> seen, String feature, Path rows, String answer)
      throws IOException {
    Path socket = folder.resolve("hob.sock");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    try (FakeHob hob =
        new FakeHob(socket, (path, body) -> json(path.equals("/v1/status") ? "{}" : answer))) {
      int code =
          new CommandLine(new EvalCommand(Map.of("HOB_SOCKET", socket.toString())))
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(err))
              .execute(feature, rows.toString(), "--json");
      assertEquals(0, code, err.toString());
      seen.addAll(hob.seen().stream().filter(s -> !s.path().equals("/v1/status")).toList());
    }
    return json(out.toString());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.jsonl"), text);
  }

  @Test
  void prioritizeSendsNoGold() throws IOException {
    List<FakeHob.Seen> seen = new ArrayList<>();
    JsonNode report =
        report(
            seen,
            "prioritize",
            file(
                """
                {"id":"b","kind":"notification-batch","now":"2026-04-14 13:05","notifications":[\
                {"n":1,"app":"Mail","time":"12:00","summary":"Desk","body":"Clear it.",\
                "priority":"high","reason":"soon","tag":"stale"}]}
                {"id":"t","kind":"thread","turns":[]}
                """),
            "{\"output\":{\"items\":[{\"id\":\"1\",\"priority\":\"high\",\"confidence\":0.8}]}}");
    assertEquals(1, report.at("/metrics/macro_f1/value").asDouble());
    assertEquals(0.2, report.at("/metrics/ece/value").asDouble(), 1e-9);
    assertEquals(1, report.path("skipped").asInt());
    assertEquals(1, report.at("/baselines/helper/macro_f1").asDouble());
    assertEquals(1, report.at("/by/class/high/f1").asDouble());
    assertTrue(report.at("/lists/priorityKeywords").asText().startsWith("sha256:"));
    JsonNode notification = seen.getFirst().body().at("/input/notifications/0");
    assertEquals("/v1/prioritize", seen.getFirst().path());
    assertEquals("2026-04-14T12:00:00Z", notification.path("time").asText());
    for (String gold : List.of("priority", "reason", "tag")) {
      assertFalse(notification.has(gold), gold);
    }
  }

  @Test
  void rewriteSendsTheToneAndTheRowsOptions() throws IOException {
    List<FakeHob.Seen> seen = new ArrayList<>();
    JsonNode report =
        report(
            seen,
            "concise",
            file(
                """
                {"id":"a","kind":"rewrite","style":"plain","text":"We do it in order to help.",\
                "options":{"strength":2}}
                {"id":"b","kind":"rewrite","style":"formal","text":"x"}
                {"id":"c","kind":"rewrite","style":"short","text":"Come.","already":true}
                """),
            "{\"output\":{\"text\":\"We do it to help.\",\"unchanged\":false},\"by\":\"model\"}");
    assertEquals(2, report.path("rows").asInt());
    assertEquals(1, report.path("skipped").asInt());
    assertEquals("score", report.path("primary").asText());
    assertEquals(1, report.at("/metrics/needless_change/value").asDouble());
    assertTrue(report.path("baselines").has("none") && report.path("baselines").has("rules"));
    assertTrue(report.at("/lists/style").asText().startsWith("sha256:"));
    JsonNode body = seen.getFirst().body();
    assertEquals("/v1/rewrite", seen.getFirst().path());
    assertEquals("concise", body.at("/options/style").asText());
    assertEquals(2, body.at("/options/strength").asInt());
    assertEquals("We do it in order to help.", body.at("/input/text").asText());
    assertEquals("helper", seen.getLast().body().at("/options/method").asText());
  }

  @Test
  void rowsOfAnotherStyleAloneAreNoFileForTheFeature() throws IOException {
    Path rows = file("{\"id\":\"b\",\"kind\":\"rewrite\",\"style\":\"formal\",\"text\":\"x\"}\n");
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new EvalCommand(Map.of()))
            .setErr(new PrintWriter(err))
            .execute("friendly", rows.toString(), "--baseline", "none");
    assertEquals(65, code);
    assertTrue(err.toString().contains("no row that friendly can answer"), err.toString());
  }
}
