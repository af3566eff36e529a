// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.summarize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.KeyFacts;
import dev.hob.features.fact.KeyFacts.KeyFact;
import dev.hob.features.fact.Qualifiers;
import dev.hob.features.fact.Tokens;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.row.NotificationWire;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Metric.Better;
import dev.hob.forge.eval.stat.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Scores summaries of texts and threads and digests of notification batches (docs/eval.md, 3 to
/// 5).
public final class SummarizeScorer implements Scorer {
  private static final Set<String> KINDS = Set.of("notification-batch", "summarize", "thread");

  private final FactExtractor extractor;
  private final KeyFacts keyFacts;

  public SummarizeScorer(FactExtractor extractor) {
    this.extractor = extractor;
    this.keyFacts = new KeyFacts(extractor);
  }

  @Override
  public String feature() {
    return "summarize";
  }

  @Override
  public boolean fits(Row row) {
    String kind = row.json().path("kind").asText();
    return kind.isEmpty()
        ? row.has("/notifications") || row.has("/turns") || row.has("/input")
        : KINDS.contains(kind);
  }

  @Override
  public List<Metric> metrics() {
    List<Metric> metrics =
        new ArrayList<>(
            List.of(
                Metric.ratio("key_fact_recall", Better.MORE),
                Metric.ratio("key_fact_hard", Better.MORE),
                Metric.ratio("rougeL", Better.MORE),
                Metric.ratio("unsupported_rate", Better.LESS),
                new Metric("unsupported_per_100", Better.LESS, t -> 100 * t.ratio("unsupported")),
                Metric.ratio("must_not_rate", Better.LESS),
                Metric.ratio("negation_lost", Better.LESS),
                Metric.ratio("modality_lost", Better.LESS),
                Metric.ratio("source_precision", Better.MORE),
                Metric.ratio("length_ok", Better.MORE),
                Metric.ratio("compression", Better.NEITHER),
                Metric.ratio("quoted_rate", Better.NEITHER)));
    return List.copyOf(metrics);
  }

  @Override
  public String primary(List<Row> rows) {
    return rows.stream().anyMatch(row -> !row.listIfAny("/facts").isEmpty())
        ? "key_fact_recall"
        : "rougeL";
  }

  @Override
  public Set<String> guarding() {
    return Set.of("unsupported_rate", "must_not_rate");
  }

  @Override
  public boolean failed(Prediction prediction) {
    return prediction.text("summary").isEmpty();
  }

  @Override
  public Tally score(Row row, Prediction prediction) {
    Source source = Source.of(row);
    Tally tally = new Tally();
    if (failed(prediction)) {
      countFailure(source, tally);
      return tally;
    }
    String answer = prediction.text("summary").orElseThrow();
    if (!source.references().isEmpty()) {
      tally.share("rougeL", RougeL.of(answer, source.references()), 1);
    }
    countKeyFacts(source, answer, tally);
    countUnsupported(source, answer, tally);
    if (!source.forbidden().isEmpty()) {
      List<String> words = Tokens.words(answer);
      tally.share(
          "must_not_rate",
          source.forbidden().stream()
              .anyMatch(text -> Tokens.standInRow(Tokens.words(text), words)));
    }
    Qualifiers.Lost lost = Qualifiers.lost(answer, source.text());
    tally.share("negation_lost", lost.negation(), lost.clauses());
    tally.share("modality_lost", lost.modality(), lost.clauses());
    countSources(source, prediction.output().path("sources"), tally);
    tally.share("length_ok", Tokens.rouge(answer).size() <= source.limit());
    tally.share("compression", characters(answer) / (double) characters(source.text()), 1);
    tally.share("quoted_rate", prediction.quoted());
    return tally;
  }

  private static int characters(String text) {
    return Math.max(1, text.codePointCount(0, text.length()));
  }

  /// A missing answer has the worst value of everything that has a worst value.
  private static void countFailure(Source source, Tally tally) {
    if (!source.references().isEmpty()) {
      tally.share("rougeL", 0, 1);
    }
    if (!source.keyFacts().isEmpty()) {
      tally.share("key_fact_recall", 0, 1).share("key_fact_hard", 0, 1);
    }
    if (!source.forbidden().isEmpty()) {
      tally.share("must_not_rate", 1, 1);
    }
    if (source.isBatch()) {
      tally.share("source_precision", 0, 1);
    }
    tally.share("unsupported_rate", 1, 1).share("unsupported", 1, 1);
    tally.share("negation_lost", 1, 1).share("modality_lost", 1, 1).share("length_ok", 0, 1);
  }

  private void countKeyFacts(Source source, String answer, Tally tally) {
    List<KeyFact> facts = source.keyFacts();
    if (facts.isEmpty()) {
      return;
    }
    KeyFacts.Recall recall = keyFacts.recall(facts, answer, source.limit(), source.context());
    tally.share("key_fact_recall", recall.share(), 1);
    if (recall.hardFacts() > 0) {
      tally.share("key_fact_hard", (double) recall.hardRecalled() / recall.hardFacts(), 1);
    }
  }

  private void countUnsupported(Source source, String answer, Tally tally) {
    List<Fact> facts = extractor.extract(answer, source.context());
    List<Fact> unsupported = source.facts(extractor).unsupported(facts);
    tally.share("unsupported_rate", !unsupported.isEmpty());
    tally.share("unsupported", unsupported.size(), facts.size());
    for (FactClass kind : FactClass.values()) {
      long stated = facts.stream().filter(fact -> fact.kind() == kind).count();
      long wrong = unsupported.stream().filter(fact -> fact.kind() == kind).count();
      tally.share("unsupported_rate:" + kind.word(), wrong > 0);
      tally.share("unsupported:" + kind.word(), (double) wrong, (double) stated);
    }
  }

  private void countSources(Source source, JsonNode sources, Tally tally) {
    if (!source.isBatch()) {
      return;
    }
    for (JsonNode entry : sources) {
      List<String> ids = new ArrayList<>();
      entry.path("ids").forEach(id -> ids.add(id.asText()));
      if (!ids.isEmpty()) {
        List<Fact> facts = extractor.extract(entry.path("clause").asText(), source.context());
        tally.share("source_precision", source.facts(extractor, ids).supportsAll(facts));
      }
    }
  }

  /// Scores by class of fact, beside the table: class → metric → value.
  @Override
  public Map<String, Map<String, Double>> byClass(Tally total) {
    Map<String, Map<String, Double>> classes = new TreeMap<>();
    for (FactClass kind : FactClass.values()) {
      double rate = total.ratio("unsupported_rate:" + kind.word());
      double share = total.ratio("unsupported:" + kind.word());
      if (!Double.isNaN(rate) && !Double.isNaN(share)) {
        classes.put(
            kind.word(), Map.of("unsupported_rate", rate, "unsupported_per_100", 100 * share));
      }
    }
    return classes;
  }

  @Override
  public Map<String, String> groups(Row row) {
    String form = row.json().path("form").asText();
    return form.isEmpty() ? Map.of() : Map.of("form", form);
  }

  @Override
  public Map<String, Baseline> baselines() {
    return new TreeMap<>(
        Map.of(
            "lead", SummaryBaselines::lead,
            "latest", SummaryBaselines::latest,
            "oracle", SummaryBaselines::oracle));
  }

  @Override
  public String helper() {
    return "extractive";
  }

  @Override
  public Ask ask(Row row) {
    JsonNode options = row.json().path("options");
    if (row.has("/notifications")) {
      return new Ask("/v1/digest", NotificationWire.input(row), options);
    }
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    if (row.has("/turns")) {
      ArrayNode turns = input.putArray("turns");
      for (JsonNode turn : row.list("/turns")) {
        ObjectNode one = turns.addObject();
        one.set("who", turn.path("who"));
        one.set("text", turn.path("text"));
      }
      row.textIfAny("/query").ifPresent(query -> input.put("query", query));
    } else {
      input.put("text", row.text("/input"));
    }
    return new Ask("/v1/summarize", input, options);
  }

  @Override
  public JsonNode outputOf(Row row, JsonNode answer) {
    return row.has("/notifications") ? DigestWire.joined(answer) : answer;
  }
}
