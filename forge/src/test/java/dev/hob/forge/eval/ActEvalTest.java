// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ActEvalTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAMP =
      """
      {"id":"%s","kind":"catalogue","app":"lamp","variant":"%s","actions":[{"name":"%s",\
      "description":"Switch","parameters":{"type":"object","properties":{"on":{"type":"boolean"}},\
      "required":["on"]}}]}
      """;
  private static final String ROW =
      """
      {"id":"r","kind":"act","app":"lamp","now":"2026-05-04T10:00","context":[],\
      "utterance":"switch it on","call":{"name":"switch","arguments":{"on":true}}}
      """;
  private static final String RIGHT =
      """
      {"id":"r","output":{"outcome":"call","call":{"action":"switch","arguments":{"on":true}}}}
      """;

  @TempDir private Path root;
  private Path folder;
  private Map<String, String> environment = Map.of("HOB_SOCKET", "/nonexistent/hob.sock");

  @BeforeEach
  void makesAFolderInAFolder() throws IOException {
    folder = Files.createDirectories(root.resolve("data/dev"));
  }

  private JsonNode report(Object... arguments) throws IOException {
    Run run = run(arguments);
    assertEquals(0, run.code(), run.err());
    return JSON.readTree(run.out());
  }

  private record Run(int code, String out, String err) {}

  private Run run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new EvalCommand(environment))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("", lines));
  }

  private double schemaValid(Path rows) throws IOException {
    Path saved = file("saved.jsonl", RIGHT);
    JsonNode report = report("act", rows, "--from", saved, "--json");
    assertEquals(1, report.at("/metrics/exact/value").asDouble() + missed(report));
    return report.at("/metrics/schema_valid/value").asDouble();
  }

  /// 1 where the action was not offered, so that nothing of the call can be right.
  private static double missed(JsonNode report) {
    return report.at("/metrics/action_accuracy/value").asDouble() == 0 ? 1 : 0;
  }

  @Test
  void theFilesOwnCatalogueComesBeforeTheSharedOne() throws IOException {
    file("act-catalogues.jsonl", LAMP.formatted("c", "v0", "other"));
    assertEquals(1, schemaValid(file("rows.jsonl", LAMP.formatted("k", "v0", "switch"), ROW)));
  }

  @Test
  void theSharedCatalogueIsFoundBesideTheFileOneFolderUpOrInTheDataFolder() throws IOException {
    Path rows = file("rows.jsonl", ROW);
    Path up =
        Files.writeString(
            root.resolve("data/act-catalogues.jsonl"), LAMP.formatted("c", "v0", "switch"));
    assertEquals(1, schemaValid(rows));
    file("act-catalogues.jsonl", LAMP.formatted("c", "v0", "other"));
    assertEquals(0, schemaValid(rows), "the nearer file decides");
    Files.delete(folder.resolve("act-catalogues.jsonl"));
    Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    Files.move(up, elsewhere.resolve("act-catalogues.jsonl"));
    environment = Map.of("HOB_SOCKET", "/nonexistent/hob.sock", "HOB_DATA", elsewhere.toString());
    assertEquals(1, schemaValid(rows));
  }

  @Test
  void anotherVariantOfACatalogueIsNotUsed() throws IOException {
    file("act-catalogues.jsonl", LAMP.formatted("c", "v3", "switch"));
    Run run = run("act", file("rows.jsonl", ROW), "--baseline", "keyword");
    assertEquals(65, run.code());
    assertTrue(run.err().contains("/actions: expected a list, or a catalogue row"), run.err());
  }

  @Test
  void intentsOfferTheLabelsOfTheirFile() throws IOException {
    Path rows =
        file(
            "intents.jsonl",
            """
            {"id":"1","kind":"intent","utterance":"play jazz","label":"PlayMusic","slots":[{"name":"genre","value":"jazz"}]}
            {"id":"2","kind":"intent","utterance":"is it raining","label":"GetWeather"}
            {"id":"3","kind":"intent","utterance":"who are you","label":null}
            """);
    Path saved =
        file(
            "saved.jsonl",
            """
            {"id":"1","output":{"outcome":"call","call":{"action":"PlayMusic","arguments":{"genre":"jazz"}}}}
            {"id":"2","output":{"outcome":"call","call":{"action":"PlayMusic","arguments":{}}}}
            {"id":"3","output":{"outcome":"none"}}
            """);
    JsonNode report = report("act", rows, "--from", saved, "--json");
    assertEquals(2.0 / 3, report.at("/metrics/exact/value").asDouble(), 1e-9);
    assertEquals(1, report.at("/metrics/schema_valid/value").asDouble());
    assertEquals(0, report.at("/metrics/false_call/value").asDouble());
    assertEquals("exact", report.path("primary").asText());
    assertEquals(1, report.at("/by/outcome/none/rows").asInt());
    assertTrue(report.at("/baselines").has("keyword") && report.at("/baselines").has("majority"));
  }

  @Test
  void keywordCallsAsksAndSaysNone() throws IOException {
    String timer =
        """
        {"id":"k","kind":"catalogue","app":"t","actions":[{"name":"start_timer","description":"Timer",\
        "parameters":{"properties":{"minutes":{"type":"integer"},"sound":{"enum":["loud","soft_bell"]}},"required":["minutes"]}}]}
        """;
    Path rows =
        file(
            "rows.jsonl",
            timer,
            """
            {"id":"1","kind":"act","app":"t","utterance":"start a timer of 12 minutes, soft bell","call":{"name":"start_timer","arguments":{"minutes":12,"sound":"soft_bell"}}}
            {"id":"2","kind":"act","app":"t","utterance":"start the timer","call":{"name":"start_timer","arguments":{}},"missing":["minutes"]}
            {"id":"3","kind":"act","app":"t","utterance":"sing a song","call":null}
            """);
    JsonNode report = report("act", rows, "--baseline", "keyword", "--json");
    assertEquals(1, report.at("/metrics/exact/value").asDouble());
    assertEquals(1, report.at("/metrics/ask_target/value").asDouble());
    assertEquals(1, report.at("/metrics/arg_f1/value").asDouble());
  }

  @Test
  void badGoldIsNamedByItsPlace() throws IOException {
    Run run =
        run(
            "act",
            file("rows.jsonl", "{\"id\":\"r\",\"utterance\":\"x\",\"actions\":[{}],\"call\":null}"),
            "--baseline",
            "keyword");
    assertEquals(65, run.code());
    assertTrue(run.err().contains("rows.jsonl:1: row r, /actions/0/name"), run.err());
    Run outcome =
        run(
            "act",
            file(
                "rows.jsonl",
                "{\"id\":\"r\",\"utterance\":\"x\",\"actions\":[],\"outcome\":\"maybe\"}"),
            "--baseline",
            "keyword");
    assertTrue(outcome.err().contains("/outcome: expected call, ask or none"), outcome.err());
  }

  @Test
  void theRowsActionsGoWithTheRequestAndItsGoldDoesNot() throws IOException {
    Path socket = root.resolve("hob.sock");
    environment = Map.of("HOB_SOCKET", socket.toString());
    Path rows = file("rows.jsonl", LAMP.formatted("k", "v0", "switch"), ROW);
    try (FakeHob hob = new FakeHob(socket, ActEvalTest::answer)) {
      JsonNode report = report("act", rows, "--json");
      assertEquals(1, report.at("/metrics/exact/value").asDouble());
      assertEquals(1, report.at("/baselines/helper/exact").asDouble());
      JsonNode input =
          hob.seen().stream()
              .filter(seen -> seen.path().equals("/v1/act"))
              .findFirst()
              .orElseThrow()
              .body()
              .path("input");
      assertEquals("switch it on", input.path("utterance").asText());
      assertEquals("switch", input.at("/actions/0/name").asText());
      assertEquals("2026-05-04T10:00:00Z", input.path("now").asText());
      assertTrue(input.path("context").isArray());
      assertEquals(4, input.size());
    }
  }

  private static JsonNode answer(String path, JsonNode body) {
    try {
      return JSON.readTree(path.equals("/v1/act") ? RIGHT : "{\"version\":\"0\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
