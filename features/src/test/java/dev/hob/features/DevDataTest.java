// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.KeyFacts;
import dev.hob.features.fact.KeyFacts.KeyFact;
import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Tokens;
import dev.hob.features.fact.WordLists;
import dev.hob.features.testing.House;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.XZInputStream;

/// The helpers on the development files, through the whole service. The bars are those that the
/// simple baselines reach; the figures themselves are `hob eval`'s to give.
class DevDataTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final House house = new House();

  @Test
  void theExtractiveDigestRecallsMoreThanQuotingTheNewest() throws Exception {
    FactExtractor facts = new FactExtractor(WordLists.embedded());
    double recall = 0;
    List<JsonNode> rows = rows("notify-batches.jsonl.xz");
    for (JsonNode row : rows) {
      String day = row.path("now").asText().substring(0, 10);
      ObjectNode input = JSON.createObjectNode();
      input.put("now", row.path("now").asText().replace(' ', 'T') + ":00Z");
      ArrayNode notifications = input.putArray("notifications");
      StringBuilder source = new StringBuilder();
      int words = 0;
      for (JsonNode n : row.path("notifications")) {
        String summary = n.path("summary").asText();
        String body = n.path("body").asText();
        notifications
            .addObject()
            .put("id", n.path("n").asText())
            .put("app", n.path("app").asText())
            .put("summary", summary)
            .put("body", body)
            .put("time", day + "T" + n.path("time").asText() + ":00Z");
        source.append(summary).append('\n').append(body).append('\n');
        words += Tokens.rouge(summary).size() + Tokens.rouge(body).size();
      }
      JsonNode output =
          house
              .features
              .answer(with(house.request("digest", "{}", "{}"), input), AnswerSink.FINAL_ONLY)
              .output();
      StringBuilder answer = new StringBuilder(output.path("headline").asText());
      output.path("groups").forEach(g -> answer.append('\n').append(g.path("summary").asText()));
      List<KeyFact> wanted = new ArrayList<>();
      row.path("facts").forEach(fact -> wanted.add(KeyFact.of(fact.path("fact").asText())));
      int limit = Math.max(18, (int) Math.ceil(0.75 * words));
      FactContext context = FactContext.of(source.toString());
      recall += new KeyFacts(facts).recall(wanted, answer.toString(), limit, context).share();
    }
    recall /= rows.size();
    System.out.printf("extractive digest: key-fact recall %.3f on %d rows%n", recall, rows.size());
    assertTrue(recall > 0.65, "recall " + recall);
  }

  @Test
  void thePriorityRulesAreBetterThanTheCommonestClass() throws Exception {
    int[][] told = new int[3][3]; // gold, predicted
    int[][] byScore = new int[21][2];
    List<String> words = List.of("high", "normal", "low");
    for (JsonNode row : rows("notify-batches.jsonl.xz")) {
      String day = row.path("now").asText().substring(0, 10);
      ObjectNode input = JSON.createObjectNode();
      input.put("now", row.path("now").asText().replace(' ', 'T') + ":00Z");
      ArrayNode notifications = input.putArray("notifications");
      for (JsonNode n : row.path("notifications")) {
        notifications
            .addObject()
            .put("id", n.path("n").asText())
            .put("app", n.path("app").asText())
            .put("summary", n.path("summary").asText())
            .put("body", n.path("body").asText())
            .put("time", day + "T" + n.path("time").asText() + ":00Z");
      }
      JsonNode items =
          house
              .features
              .answer(with(house.request("prioritize", "{}", "{}"), input), AnswerSink.FINAL_ONLY)
              .output()
              .path("items");
      for (int i = 0; i < items.size(); i++) {
        int gold = words.indexOf(row.path("notifications").path(i).path("priority").asText());
        int predicted = words.indexOf(items.path(i).path("priority").asText());
        told[gold][predicted]++;
        int bin = (int) Math.round(20 * items.path(i).path("confidence").asDouble());
        byScore[bin][gold == predicted ? 1 : 0]++;
        if (Boolean.getBoolean("hob.wrong") && gold != predicted) {
          System.out.println(words.get(gold) + " " + items.path(i) + " " + notifications.path(i));
        }
      }
    }
    double f1 = 0;
    int right = 0;
    int all = 0;
    for (int c = 0; c < 3; c++) {
      int predicted = told[0][c] + told[1][c] + told[2][c];
      int gold = told[c][0] + told[c][1] + told[c][2];
      f1 += 2.0 * told[c][c] / (predicted + gold) / 3;
      right += told[c][c];
      all += gold;
    }
    System.out.printf(
        "priority rules: accuracy %.3f, macro F1 %.3f on %d%n", (double) right / all, f1, all);
    for (int bin = 0; bin < byScore.length; bin++) {
      if (byScore[bin][0] + byScore[bin][1] > 0) {
        System.out.printf(
            "  confidence %.2f: %d of %d right%n",
            bin / 20.0, byScore[bin][1], byScore[bin][0] + byScore[bin][1]);
      }
    }
    assertTrue(f1 > 0.43, "macro F1 " + f1);
  }

  @Test
  void theDictionaryLeavesRightTextAlone() throws Exception {
    int clean = 0;
    int alarms = 0;
    for (JsonNode row : rows("proofread.jsonl.xz")) {
      String text = row.path("incorrect").asText();
      if (NormalText.n0(text).equals(NormalText.n0(row.path("correct").asText()))) {
        ObjectNode input = JSON.createObjectNode().put("text", text);
        Request real = with(house.request("proofread", "{}", "{}"), input);
        clean++;
        alarms +=
            house.features.answer(real, AnswerSink.FINAL_ONLY).output().path("edits").isEmpty()
                ? 0
                : 1;
      }
    }
    System.out.printf("dictionary: %d false alarms in %d right sentences%n", alarms, clean);
    assertTrue(clean > 50 && alarms <= 0.05 * clean, alarms + " of " + clean);
  }

  private static Request with(Request frame, JsonNode input) {
    return new Request(
        frame.feature(),
        input,
        frame.options(),
        frame.caller(),
        frame.queueClass(),
        frame.deadline(),
        frame.place(),
        frame.onOverflow());
  }

  private static List<JsonNode> rows(String file) throws IOException {
    String data = System.getenv("HOB_DATA");
    assumeTrue(data != null, "HOB_DATA is not set: no development files");
    Path path = Path.of(data).resolve("dev").resolve(file);
    assumeTrue(Files.isReadable(path), path + " is not readable");
    List<JsonNode> rows = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new XZInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        rows.add(JSON.readTree(line));
      }
    }
    return rows;
  }
}
