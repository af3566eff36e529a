// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.prioritize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.row.Note;
import dev.hob.forge.eval.row.NotificationWire;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.ClassScores;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Metric.Better;
import dev.hob.forge.eval.stat.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Scores the priorities of notifications, all of them together (docs/eval.md, 8).
public final class PriorityScorer implements Scorer {
  private static final String HIGH = "high";
  private static final String NORMAL = "normal";
  private static final String LOW = "low";
  private static final Set<String> CLASSES = Set.of(HIGH, NORMAL, LOW);

  private final KeywordPriority keyword = KeywordPriority.embedded();

  @Override
  public String feature() {
    return "prioritize";
  }

  @Override
  public boolean fits(Row row) {
    String kind = row.json().path("kind").asText("notification-batch");
    return kind.equals("notification-batch") && row.has("/notifications/0/priority");
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        new Metric("macro_f1", Better.MORE, ClassScores::macroF1),
        Metric.ratio("accuracy", Better.MORE),
        Metric.ratio("high_recall", Better.MORE),
        new Metric("false_high", Better.LESS, PriorityScorer::falseHigh),
        new Metric("ece", Better.LESS, ClassScores::ece));
  }

  /// 0 where nothing was called high.
  private static double falseHigh(Tally total) {
    double share = total.ratio("false_high");
    return Double.isNaN(share) ? 0 : share;
  }

  @Override
  public String primary(List<Row> rows) {
    return "macro_f1";
  }

  @Override
  public Set<String> guarding() {
    return Set.of("false_high");
  }

  @Override
  public boolean failed(Prediction prediction) {
    return !prediction.output().path("items").isArray();
  }

  @Override
  public boolean isError(Row row, Prediction prediction) {
    return failed(prediction)
        || !items(prediction).keySet().containsAll(Note.all(row).stream().map(Note::id).toList());
  }

  @Override
  public Tally score(Row row, Prediction prediction) {
    List<Note> notes = Note.all(row);
    Map<String, Item> items = items(prediction);
    boolean failed = failed(prediction);
    Tally tally = new Tally();
    for (int i = 0; i < notes.size(); i++) {
      String gold = gold(row, i);
      if (failed) {
        countFailure(tally, gold);
      } else {
        count(tally, gold, items.getOrDefault(notes.get(i).id(), Item.MISSING));
      }
    }
    return tally;
  }

  private static String gold(Row row, int index) {
    String at = "/notifications/" + index + "/priority";
    String gold = row.text(at);
    if (!CLASSES.contains(gold)) {
      throw row.bad(at, "high, normal or low", row.json().at(at));
    }
    return gold;
  }

  private static void count(Tally tally, String gold, Item item) {
    String said = item.priority();
    ClassScores.countClass(tally, gold, said);
    ClassScores.countConfidence(tally, item.confidence(), gold.equals(said));
    tally.share("accuracy", gold.equals(said));
    if (gold.equals(HIGH)) {
      tally.share("high_recall", said.equals(HIGH));
    }
    if (said.equals(HIGH)) {
      tally.share("false_high", gold.equals(LOW));
    }
  }

  /// A batch without an answer: each notification is wrong, and surely so.
  private static void countFailure(Tally tally, String gold) {
    tally.add("fn:" + gold, 1).share("accuracy", false).share("false_high", true);
    ClassScores.countConfidence(tally, 1, false);
    if (gold.equals(HIGH)) {
      tally.share("high_recall", false);
    }
  }

  /// @param confidence probability of `priority`
  private record Item(String priority, double confidence) {
    static final Item MISSING = new Item(NORMAL, 1);
  }

  /// The answer's items by id, the first of each; those without a known priority count as missing.
  private static Map<String, Item> items(Prediction prediction) {
    Map<String, Item> items = new HashMap<>();
    for (JsonNode item : prediction.output().path("items")) {
      String priority = item.path("priority").asText();
      if (CLASSES.contains(priority)) {
        double confidence = Math.clamp(item.path("confidence").asDouble(1), 0.0, 1.0);
        items.putIfAbsent(item.path("id").asText(), new Item(priority, confidence));
      }
    }
    return items;
  }

  @Override
  public Map<String, Map<String, Double>> byClass(Tally total) {
    return ClassScores.byClass(total);
  }

  @Override
  public Map<String, String> groups(Row row) {
    return Map.of();
  }

  @Override
  public Map<String, Baseline> baselines() {
    return new TreeMap<>(
        Map.of(
            // The most frequent class of the training templates (50 of 128).
            "majority",
            row -> predict(row, note -> NORMAL),
            "urgency",
            row -> predict(row, PriorityScorer::byUrgency),
            "keyword",
            row -> predict(row, note -> keyword.of(note.content()))));
  }

  private static String byUrgency(Note note) {
    return switch (note.urgency()) {
      case 2 -> HIGH;
      case 0 -> LOW;
      default -> NORMAL;
    };
  }

  private static Prediction predict(Row row, Function<Note, String> by) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ArrayNode items = output.putArray("items");
    for (Note note : Note.all(row)) {
      items.addObject().put("id", note.id()).put("priority", by.apply(note));
    }
    return Prediction.of(row.id(), output);
  }

  @Override
  public String helper() {
    return "helper";
  }

  @Override
  public Map<String, String> lists() {
    return Map.of("priorityKeywords", keyword.digest());
  }

  @Override
  public Ask ask(Row row) {
    return new Ask("/v1/prioritize", NotificationWire.input(row), row.json().path("options"));
  }

  @Override
  public JsonNode outputOf(Row row, JsonNode answer) {
    return answer;
  }
}
