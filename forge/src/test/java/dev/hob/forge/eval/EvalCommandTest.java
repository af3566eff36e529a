// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;
import picocli.CommandLine;

class EvalCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EDIT =
      """
      {"id":"a","kind":"edit","rule":"its","incorrect":"Its here.","correct":"It's here."}
      {"id":"b","kind":"edit","rule":"its","incorrect":"It's fine.","correct":"It's fine."}
      {"id":"c","kind":"title","incorrect":"x","correct":"x"}
      {"id":"d","kind":"edit","incorrect":"I go go now.","references":["I go now."]}
      """;
  private static final String BATCH =
      """
      {"id":"n","now":"2026-04-14 13:05","notifications":[{"n":1,"app":"Mail","time":"12:00",\
      "summary":"Desk","body":"Clear it by 18:00.","priority":"high"}],\
      "facts":["Clear the desk by 18:00"],"forbidden":[]}
      """;

  @TempDir private Path folder;
  private Map<String, String> environment = Map.of("HOB_SOCKET", "/nonexistent/hob.sock");

  /// What a run printed and how it ended.
  private record Run(int code, String out, String err) {
    JsonNode json() throws IOException {
      return JSON.readTree(out);
    }
  }

  private Run run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int code =
        new CommandLine(new EvalCommand(environment))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(texts);
    return new Run(code, out.toString(), err.toString());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void printsOneObjectWithSortedKeysAndAllBaselines() throws IOException {
    Path rows = file("edits.jsonl", EDIT);
    Run run = run("proofread", rows, "--baseline", "dictionary", "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode report = run.json();
    List<String> keys = new ArrayList<>();
    report.fieldNames().forEachRemaining(keys::add);
    assertEquals(keys.stream().sorted().toList(), keys);
    assertTrue(
        keys.containsAll(
            List.of(
                "hobEval",
                "feature",
                "file",
                "sha256",
                "rows",
                "errors",
                "seed",
                "system",
                "metrics",
                "primary",
                "by",
                "quoted",
                "baselines",
                "speed",
                "machine",
                "hob",
                "time")));
    assertEquals(3, report.path("rows").asInt());
    assertEquals(1, report.path("skipped").asInt());
    assertEquals(0, report.at("/baselines/none/f05").asDouble());
    assertEquals(2, report.at("/by/rule/its/rows").asInt());
    assertEquals(
        report.at("/baselines/dictionary/f05").asDouble(),
        report.at("/metrics/f05/value").asDouble());
  }

  @Test
  void tableShowsThreeDecimalsAndMarksThePrimaryMetric() throws IOException {
    Run run = run("proofread", file("edits.jsonl", EDIT), "--baseline", "none");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("* f05"), run.out());
    assertTrue(run.out().contains("0.000  [0.000, 0.000]"), run.out());
    assertTrue(run.out().contains("fewer than 30 rows"), run.out());
  }

  @Test
  void readsXzAndSavedPredictionsScoreTheSame() throws IOException {
    Path xz = folder.resolve("edits.jsonl.xz");
    try (OutputStream out = new XZOutputStream(Files.newOutputStream(xz), new LZMA2Options(0))) {
      out.write(EDIT.getBytes(StandardCharsets.UTF_8));
    }
    Path saved = folder.resolve("saved.jsonl");
    JsonNode first =
        run("proofread", xz, "--baseline", "dictionary", "--save", saved, "--json").json();
    JsonNode again = run("proofread", file("edits.jsonl", EDIT), "--from", saved, "--json").json();
    assertEquals(first.path("metrics"), again.path("metrics"));
    assertFalse(first.path("sha256").equals(again.path("sha256")));
  }

  @Test
  void aMissingPredictionIsAnErrorWithTheWorstValues() throws IOException {
    Path saved =
        file("one.jsonl", "{\"id\":\"a\",\"output\":{\"text\":\"It's here.\"},\"error\":null}\n");
    JsonNode report = run("proofread", file("edits.jsonl", EDIT), "--from", saved, "--json").json();
    assertEquals(2, report.path("errors").asInt());
    assertEquals(1, report.at("/metrics/false_alarm/value").asDouble());
    assertEquals(1.0 / 3, report.at("/metrics/exact/value").asDouble(), 1e-12);
  }

  @Test
  void comparesRowByRowAndFewRowsProveNothing() throws IOException {
    Path rows = file("edits.jsonl", EDIT);
    JsonNode against =
        run("proofread", rows, "--baseline", "dictionary", "--against", "baseline:none", "--json")
            .json()
            .path("against");
    assertEquals("baseline:none", against.path("name").asText());
    assertTrue(against.has("better") && against.path("better").isNull());
    assertTrue(against.path("ships").asBoolean(), "more edits right, no false alarm, few rows");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      many.append("{\"id\":\"").append(i).append("\",\"incorrect\":\"I go go now.\",");
      many.append("\"correct\":\"I go now.\"}\n");
    }
    Path forty = file("forty.jsonl", many.toString());
    assertTrue(
        run("proofread", forty, "--baseline", "dictionary", "--against", "baseline:none", "--json")
            .json()
            .at("/against/better")
            .asBoolean());
  }

  @Test
  void theWorstRowsAreShownWithInputAndOutput() throws IOException {
    Path rows = file("edits.jsonl", EDIT);
    JsonNode worst =
        run("proofread", rows, "--baseline", "none", "--worst", 1, "--json").json().path("worst");
    assertEquals(1, worst.size());
    assertEquals("a", worst.at("/0/id").asText());
    assertEquals("Its here.", worst.at("/0/input/text").asText());
    assertEquals("Its here.", worst.at("/0/output/text").asText());
    String table = run("proofread", rows, "--baseline", "none", "--worst", 5).out();
    assertTrue(table.contains("\nd: 0.000"), table);
    assertFalse(table.contains("\nb: "), "nothing was wrong there: " + table);
  }

  @Test
  void onFewRowsNothingThatGuardsMayGetWorse() throws IOException {
    Path rows = file("edits.jsonl", EDIT);
    Path saved =
        file(
            "eager.jsonl",
            """
            {"id":"a","output":{"text":"It's here.","edits":[{"offset":0,"length":3,"replacement":"It's"}]}}
            {"id":"b","output":{"text":"Its fine.","edits":[{"offset":0,"length":4,"replacement":"Its"}]}}
            {"id":"d","output":{"text":"I go now.","edits":[{"offset":4,"length":3,"replacement":""}]}}
            """);
    JsonNode report =
        run("proofread", rows, "--from", saved, "--against", "baseline:none", "--json").json();
    assertTrue(report.at("/against/difference/f05/value").asDouble() > 0);
    assertEquals(1, report.at("/against/difference/false_alarm/value").asDouble());
    assertFalse(report.at("/against/ships").asBoolean());
  }

  @Test
  void aMissedGateExitsWithOne() throws IOException {
    Path rows = file("edits.jsonl", EDIT);
    assertEquals(
        0,
        run("proofread", rows, "--baseline", "none", "--fail-under", "false_alarm<=0.05").code());
    Run missed = run("proofread", rows, "--baseline", "none", "--fail-under", "f05>=0.1");
    assertEquals(1, missed.code());
    assertTrue(missed.err().contains("missed f05>=0.1"), missed.err());
    assertEquals(64, run("proofread", rows, "--baseline", "none", "--fail-under", "f05=1").code());
  }

  @Test
  void badRowsAreNamedByFileLineAndPointer() throws IOException {
    Path noText =
        file(
            "a.jsonl",
            "{\"id\":\"a\",\"incorrect\":\"x\",\"correct\":\"x\"}\n{\"id\":\"b\",\"kind\":\"edit\"}\n");
    Run run = run("proofread", noText, "--baseline", "none");
    assertEquals(65, run.code());
    assertTrue(run.err().contains("a.jsonl:2: row b, /incorrect: expected a text"), run.err());
    Run broken = run("proofread", file("b.jsonl", "{\"id\":"), "--baseline", "none");
    assertEquals(65, broken.code());
    assertTrue(broken.err().contains("b.jsonl:1: not JSON"), broken.err());
    Run twice =
        run("proofread", file("c.jsonl", "{\"id\":\"a\"}\n{\"id\":\"a\"}\n"), "--baseline", "none");
    assertTrue(twice.err().contains("c.jsonl:2: /id"), twice.err());
    Path latin = Files.write(folder.resolve("d.jsonl"), new byte[] {'{', (byte) 0xe9, '}'});
    assertEquals(65, run("proofread", latin, "--baseline", "none").code());
    assertEquals(65, run("proofread", file("e.jsonl", ""), "--baseline", "none").code());
    Run badTime =
        run("summarize", file("f.jsonl", BATCH.replace("12:00", "noon")), "--baseline", "lead");
    assertTrue(badTime.err().contains("/notifications/0/time"), badTime.err());
  }

  @Test
  void unknownNamesAreRefusedWithThoseThatAreKnown() throws IOException {
    Path rows = file("edits.jsonl", EDIT);
    assertEquals(66, run("rhyme", rows).code());
    assertEquals(66, run("proofread", folder.resolve("none.jsonl"), "--baseline", "none").code());
    Run baseline = run("proofread", rows, "--baseline", "lead");
    assertEquals(66, baseline.code());
    assertTrue(baseline.err().contains("known: dictionary, none, helper"), baseline.err());
  }

  @Test
  void whereNoHobAnswersTheExitCodeSaysSo() throws IOException {
    assertEquals(69, run("proofread", file("edits.jsonl", EDIT)).code());
  }

  @Test
  void asksARunningHobAndScoresWhatItAnswers() throws IOException {
    Path socket = folder.resolve("hob.sock");
    environment = Map.of("HOB_SOCKET", socket.toString());
    try (FakeHob hob = new FakeHob(socket, EvalCommandTest::digest)) {
      Run run = run("summarize", file("batch.jsonl", BATCH), "--method", "helper", "--json");
      assertEquals(0, run.code(), run.err());
      JsonNode report = run.json();
      assertEquals(1, report.at("/metrics/key_fact_recall/value").asDouble());
      assertEquals(1, report.at("/metrics/source_precision/value").asDouble());
      assertEquals(1, report.path("quoted").asDouble());
      assertEquals(1, report.at("/baselines/extractive/key_fact_recall").asDouble());
      assertEquals("sha256:00", report.at("/system/digest").asText());
      assertEquals("helper", report.at("/system/by").asText());
      JsonNode body =
          hob.seen().stream()
              .filter(seen -> seen.path().equals("/v1/digest"))
              .findFirst()
              .orElseThrow()
              .body();
      assertEquals("2026-04-14T12:00:00Z", body.at("/input/notifications/0/time").asText());
      assertEquals("helper", body.at("/options/method").asText());
      assertEquals("background", body.path("class").asText());
      assertTrue(body.at("/input/notifications/0/priority").isMissingNode());
    }
  }

  private static JsonNode digest(String path, JsonNode body) {
    String answer =
        path.equals("/v1/digest")
            ? """
            {"output":{"headline":"One message","groups":[{"summary":"Clear the desk by 18:00",
             "sources":[{"clause":"Clear the desk by 18:00","ids":["1"]}]}]},
             "by":"helper","place":"device","base":"sha256:00","guard":{"quoted":true},
             "timing":{"queued":0,"firstToken":5,"total":9}}\
            """
            : "{\"version\":\"0\"}";
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aRowThatHobRefusesIsAnErrorButWhatEveryRowWouldMeetEndsTheRun() throws IOException {
    Path socket = folder.resolve("hob.sock");
    environment = Map.of("HOB_SOCKET", socket.toString());
    Path rows = file("edits.jsonl", EDIT);
    String[] type = {"too-large"};
    try (FakeHob hob =
        new FakeHob(
            socket,
            (path, body) ->
                path.equals("/v1/status")
                    ? JSON.createObjectNode()
                    : JSON.createObjectNode()
                        .put("status", 413)
                        .put("type", "urn:hob:" + type[0]))) {
      Run run = run("proofread", rows, "--json");
      assertEquals(0, run.code(), run.err());
      assertEquals(3, run.json().path("errors").asInt());
      type[0] = "unknown-adapter";
      assertEquals(66, run("proofread", rows, "--method", "model").code());
      type[0] = "needs-consent";
      assertEquals(77, run("proofread", rows).code());
      assertFalse(hob.seen().isEmpty());
    }
  }
}
