// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.FactSource;
import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Tokens;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Metric.Better;
import dev.hob.forge.eval.stat.Tally;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Scores corrections (docs/eval.md, 5): F0.5 over edits, false alarms, protected facts.
public final class ProofreadScorer implements Scorer {
  private static final Set<FactClass> PROTECTED =
      Set.of(FactClass.LINK, FactClass.CODE, FactClass.NUMBER);

  private final FactExtractor extractor;
  private final Map<String, Baseline> others;

  /// @param others baselines beside `none`, by name
  public ProofreadScorer(FactExtractor extractor, Map<String, Baseline> others) {
    this.extractor = extractor;
    this.others = Map.copyOf(others);
  }

  /// The edits that lead from `source` to `output`, over P tokens.
  public static List<Edit> edits(String source, String output) {
    return Alignment.edits(Tokens.edits(source), Tokens.edits(output));
  }

  @Override
  public String feature() {
    return "proofread";
  }

  @Override
  public boolean fits(Row row) {
    String kind = row.json().path("kind").asText();
    return kind.isEmpty() ? row.has("/incorrect") : kind.equals("edit");
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        new Metric("f05", Better.MORE, t -> EditCounts.f05(t.sum("tp"), t.sum("fp"), t.sum("fn"))),
        new Metric("precision", Better.MORE, t -> EditCounts.precision(t.sum("tp"), t.sum("fp"))),
        new Metric("recall", Better.MORE, t -> EditCounts.recall(t.sum("tp"), t.sum("fn"))),
        Metric.ratio("exact", Better.MORE),
        Metric.ratio("false_alarm", Better.LESS),
        Metric.ratio("protected", Better.LESS),
        Metric.ratio("edits_consistent", Better.MORE));
  }

  @Override
  public String primary(List<Row> rows) {
    return "f05";
  }

  @Override
  public Set<String> guarding() {
    return Set.of("false_alarm", "protected", "edits_consistent");
  }

  @Override
  public boolean failed(Prediction prediction) {
    return prediction.text("text").isEmpty();
  }

  /// The right answers, at least one.
  private static List<String> references(Row row) {
    List<String> references = row.textsIfAny("/references");
    return references.isEmpty() ? List.of(row.text("/correct")) : references;
  }

  @Override
  public Tally score(Row row, Prediction prediction) {
    String source = row.text("/incorrect");
    List<String> references = references(row);
    Set<String> right = Set.copyOf(references.stream().map(NormalText::n0).distinct().toList());
    boolean clean = right.contains(NormalText.n0(source));
    boolean failed = failed(prediction);
    String output = prediction.text("text").orElse(source);
    EditCounts counts = EditCounts.best(source, output, references);
    Tally tally = new Tally();
    // A missing answer leaves everything uncorrected and counts as one wrong edit besides.
    tally.add("tp", counts.tp()).add("fn", counts.fn()).add("fp", failed ? 1 : counts.fp());
    tally.share("exact", !failed && right.contains(NormalText.n0(output)));
    if (clean) {
      tally.share("false_alarm", failed || !NormalText.n0(output).equals(NormalText.n0(source)));
    }
    List<Fact> facts = protectedFacts(source);
    if (references.stream().allMatch(reference -> source(reference).supportsAll(facts))) {
      tally.share("protected", failed || !source(output).supportsAll(facts));
    }
    tally.share(
        "edits_consistent",
        !failed
            && WireEdits.applied(source, prediction.output().path("edits"))
                .filter(output::equals)
                .isPresent());
    return tally;
  }

  private List<Fact> protectedFacts(String text) {
    return extractor.extract(text, FactContext.of(text)).stream()
        .filter(fact -> PROTECTED.contains(fact.kind()))
        .toList();
  }

  private FactSource source(String text) {
    return FactSource.of(text, extractor, FactContext.of(text));
  }

  @Override
  public Map<String, Map<String, Double>> byClass(Tally total) {
    return Map.of();
  }

  @Override
  public Map<String, String> groups(Row row) {
    Map<String, String> groups = new TreeMap<>();
    for (String kind : List.of("rule", "error")) {
      row.textIfAny("/" + kind).ifPresent(name -> groups.put(kind, name));
    }
    return groups;
  }

  @Override
  public Map<String, Baseline> baselines() {
    Map<String, Baseline> baselines = new TreeMap<>(others);
    baselines.put("none", row -> Corrections.of(row.id(), row.text("/incorrect"), List.of()));
    return baselines;
  }

  @Override
  public String helper() {
    return "helper";
  }

  @Override
  public Ask ask(Row row) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.put("text", row.text("/incorrect"));
    return new Ask("/v1/proofread", input, row.json().path("options"));
  }

  @Override
  public JsonNode outputOf(Row row, JsonNode answer) {
    return answer;
  }
}
