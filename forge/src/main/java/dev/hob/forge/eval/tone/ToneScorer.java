// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.tone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.FactSource;
import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Qualifiers;
import dev.hob.features.fact.Tokens;
import dev.hob.features.style.StyleLists;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.Median;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Metric.Better;
import dev.hob.forge.eval.stat.Tally;
import dev.hob.forge.eval.summarize.RougeL;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Scores rewriting in one style (docs/eval.md, 7).
public final class ToneScorer implements Scorer {
  private static final String LENGTH = "length";

  /// Negations that are written without their apostrophe.
  private static final Set<String> BARE_NEGATIONS =
      Set.of(
          "aint",
          "arent",
          "cant",
          "couldnt",
          "didnt",
          "doesnt",
          "dont",
          "hadnt",
          "hasnt",
          "havent",
          "isnt",
          "shouldnt",
          "wasnt",
          "werent",
          "wont",
          "wouldnt");

  private final Tone tone;
  private final FactExtractor extractor;
  private final StyleLists lists;
  private final StyleChecks checks;

  public ToneScorer(Tone tone, FactExtractor extractor, StyleLists lists) {
    this.tone = tone;
    this.extractor = extractor;
    this.lists = lists;
    this.checks = new StyleChecks(lists, extractor.lists().stopWords());
  }

  @Override
  public String feature() {
    return tone.word();
  }

  @Override
  public boolean fits(Row row) {
    String kind = row.json().path("kind").asText("rewrite");
    return kind.equals("edit")
        || (kind.equals("rewrite") && tone.covers(row.json().path("style").asText()));
  }

  /// The text to rewrite: of a correction the right side, a plain sentence of no special style.
  private static String input(Row row) {
    if (!isEdit(row)) {
      return row.text("/text");
    }
    return row.has("/references/0") ? row.text("/references/0") : row.text("/correct");
  }

  private static boolean isEdit(Row row) {
    return row.json().path("kind").asText().equals("edit");
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        Metric.ratio("score", Better.MORE),
        Metric.ratio("style", Better.MORE),
        Metric.ratio("style_gain", Better.MORE),
        Metric.ratio("facts_kept", Better.MORE),
        Metric.ratio("negation_kept", Better.MORE),
        Metric.ratio("content_kept", Better.MORE),
        Metric.ratio("new_words", Better.LESS),
        Metric.ratio("unchanged", Better.NEITHER),
        Metric.ratio("needless_change", Better.LESS),
        new Metric("length_ratio", Better.NEITHER, total -> Median.of(total, LENGTH)),
        Metric.ratio("rougeL", Better.MORE));
  }

  @Override
  public String primary(List<Row> rows) {
    return "score";
  }

  @Override
  public Set<String> guarding() {
    return tone == Tone.CONCISE
        ? Set.of("facts_kept", "negation_kept", "new_words", "needless_change")
        : Set.of("facts_kept", "negation_kept", "content_kept", "new_words", "needless_change");
  }

  /// An empty text is no answer: it would keep all facts of a text that has none.
  @Override
  public boolean failed(Prediction prediction) {
    return output(prediction).isEmpty();
  }

  private static Optional<String> output(Prediction prediction) {
    return prediction.text("text").filter(text -> !NormalText.n0(text).isEmpty());
  }

  @Override
  public Tally score(Row row, Prediction prediction) {
    String input = input(row);
    boolean already = row.json().path("already").asBoolean();
    Optional<String> answer = output(prediction);
    boolean failed = answer.isEmpty();
    String output = answer.orElse("");
    Tally tally = new Tally();
    double style = failed ? 0 : checks.score(tone, input, output, already);
    boolean facts = !failed && factsKept(input, output);
    boolean negation = !failed && negations(input) == negations(output);
    boolean changed = !NormalText.n0(input).equals(NormalText.n0(output));
    tally.share("score", facts && negation ? style : 0, 1);
    tally.share("style", style, 1);
    tally.share("facts_kept", facts).share("negation_kept", negation);
    tally.share("content_kept", failed ? 0 : checks.contentKept(input, output), 1);
    tally.share("new_words", failed ? 1 : checks.newWords(input, output), 1);
    if (already) {
      tally.share("needless_change", changed);
    } else {
      tally.share("style_gain", style - checks.score(tone, input, input, false), 1);
    }
    List<String> references = isEdit(row) ? List.of() : row.textsIfAny("/references");
    if (!references.isEmpty()) {
      tally.share("rougeL", failed ? 0 : RougeL.of(output, references), 1);
    }
    if (!failed) {
      tally.share("unchanged", !changed);
      double words = Math.max(1, Tokens.rouge(input).size());
      Median.count(tally, LENGTH, Tokens.rouge(output).size() / words);
    }
    return tally;
  }

  private boolean factsKept(String input, String output) {
    FactContext context = FactContext.of(input);
    FactSource before = FactSource.of(input, extractor, context);
    FactSource after = FactSource.of(output, extractor, context);
    return before.supportsAll(after.facts()) && after.supportsAll(before.facts());
  }

  private static long negations(String text) {
    List<String> words = Tokens.words(text);
    return Qualifiers.negations(words) + words.stream().filter(BARE_NEGATIONS::contains).count();
  }

  @Override
  public Map<String, Map<String, Double>> byClass(Tally total) {
    return Map.of();
  }

  @Override
  public Map<String, String> groups(Row row) {
    return Map.of("style", isEdit(row) ? "prose" : row.text("/style"));
  }

  @Override
  public Map<String, Baseline> baselines() {
    return Map.of("none", ToneScorer::unchanged);
  }

  private static Prediction unchanged(Row row) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("text", input(row)).put("unchanged", true);
    return Prediction.of(row.id(), output);
  }

  @Override
  public String helper() {
    return "rules";
  }

  @Override
  public Map<String, String> lists() {
    return Map.of("style", lists.digest());
  }

  @Override
  public Ask ask(Row row) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.put("text", input(row));
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    row.json().path("options").properties().forEach(o -> options.set(o.getKey(), o.getValue()));
    return new Ask("/v1/rewrite", input, options.put("style", tone.word()));
  }

  @Override
  public JsonNode outputOf(Row row, JsonNode answer) {
    return answer;
  }
}
