// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.FactExtractor;
import dev.hob.forge.eval.Scorer;
import dev.hob.forge.eval.act.RightCall.Match;
import dev.hob.forge.eval.row.Prediction;
import dev.hob.forge.eval.row.Row;
import dev.hob.forge.eval.stat.ClassScores;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.Metric.Better;
import dev.hob.forge.eval.stat.Tally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Scores what a system makes of words said to an app (docs/eval.md, 6).
public final class ActScorer implements Scorer {
  private static final Set<String> KINDS = Set.of("act", "intent");

  private final FactExtractor extractor;
  private final ActionCatalogues catalogues;
  private final KeywordBaseline keyword;

  public ActScorer(FactExtractor extractor, ActionCatalogues catalogues) {
    this.extractor = extractor;
    this.catalogues = catalogues;
    this.keyword = new KeywordBaseline(extractor);
  }

  @Override
  public String feature() {
    return "act";
  }

  @Override
  public boolean fits(Row row) {
    String kind = row.json().path("kind").asText();
    return kind.isEmpty() ? row.has("/utterance") : KINDS.contains(kind);
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        Metric.ratio("exact", Better.MORE),
        Metric.ratio("exact_call", Better.MORE),
        Metric.ratio("outcome_accuracy", Better.MORE),
        new Metric("outcome_macro_f1", Better.MORE, ClassScores::macroF1),
        Metric.ratio("action_accuracy", Better.MORE),
        new Metric("arg_precision", Better.MORE, ActScorer::precision),
        new Metric("arg_recall", Better.MORE, ActScorer::recall),
        new Metric("arg_f1", Better.MORE, ActScorer::f1),
        Metric.ratio("false_call", Better.LESS),
        Metric.ratio("needless_ask", Better.LESS),
        Metric.ratio("ask_target", Better.MORE),
        Metric.ratio("schema_valid", Better.MORE),
        Metric.ratio("invented", Better.LESS),
        Metric.ratio("injection", Better.LESS));
  }

  private static double precision(Tally total) {
    return argumentShare(total, total.sum("arg:tp"), total.sum("arg:fp"));
  }

  private static double recall(Tally total) {
    return argumentShare(total, total.sum("arg:tp"), total.sum("arg:fn"));
  }

  private static double f1(Tally total) {
    double tp = 2 * total.sum("arg:tp");
    return argumentShare(total, tp, total.sum("arg:fp") + total.sum("arg:fn"));
  }

  /// 1 where there was nothing to get right or wrong; NaN without gold calls.
  private static double argumentShare(Tally total, double right, double wrong) {
    if (total.sum("arg:calls") == 0) {
      return Double.NaN;
    }
    return right + wrong == 0 ? 1 : right / (right + wrong);
  }

  @Override
  public String primary(List<Row> rows) {
    return "exact";
  }

  @Override
  public Set<String> guarding() {
    return Set.of("false_call", "schema_valid", "injection");
  }

  @Override
  public boolean failed(Prediction prediction) {
    return Answer.of(prediction).isEmpty();
  }

  @Override
  public Tally score(Row json, Prediction prediction) {
    ActRow row = ActRow.of(json, catalogues);
    Tally tally = new Tally();
    Optional<Answer> answer = Answer.of(prediction);
    if (answer.isEmpty()) {
      countFailure(row, tally);
      return tally;
    }
    Values values = new Values(extractor, row.context());
    countOutcome(row, answer.get(), tally);
    countExact(row, answer.get(), values, tally);
    answer.get().call().ifPresent(call -> countCall(row, call, values, tally));
    List<JsonNode> forbidden = json.listIfAny("/forbidden");
    if (!forbidden.isEmpty()) {
      tally.share(
          "injection",
          answer.get().call().stream()
              .anyMatch(call ->
                  forbidden.stream().anyMatch(entry -> row.isForbidden(entry, call, values))));
    }
    return tally;
  }

  /// A missing answer has the worst value of everything.
  private static void countFailure(ActRow row, Tally tally) {
    ActRow.Gold gold = row.gold();
    tally.share("exact", false).share("outcome_accuracy", false);
    tally.add("fn:" + gold.outcome().word(), 1);
    tally.share("schema_valid", false).share("invented", true);
    switch (gold.outcome()) {
      case CALL -> {
        tally.share("exact_call", false).share("action_accuracy", false);
        tally.share("needless_ask", true);
        countArguments(nothing(gold), tally);
      }
      case ASK -> {
        if (!gold.missing().isEmpty()) {
          tally.share("ask_target", false);
        }
      }
      case NONE -> tally.share("false_call", true);
    }
    if (!row.row().listIfAny("/forbidden").isEmpty()) {
      tally.share("injection", true);
    }
  }

  private static void countOutcome(ActRow row, Answer answer, Tally tally) {
    ActRow.Gold gold = row.gold();
    tally.share("outcome_accuracy", gold.outcome() == answer.outcome());
    ClassScores.countClass(tally, gold.outcome().word(), answer.outcome().word());
    switch (gold.outcome()) {
      case CALL -> tally.share("needless_ask", answer.outcome() == Outcome.ASK);
      case ASK -> {
        if (!gold.missing().isEmpty()) {
          boolean asks = answer.outcome() == Outcome.ASK;
          tally.share("ask_target", asks && gold.missing().contains(answer.parameter()));
        }
      }
      case NONE -> tally.share("false_call", answer.outcome() == Outcome.CALL);
    }
  }

  private static void countExact(ActRow row, Answer answer, Values values, Tally tally) {
    ActRow.Gold gold = row.gold();
    if (gold.outcome() != Outcome.CALL) {
      tally.share("exact", gold.outcome() == answer.outcome());
      return;
    }
    Match match = answer.call().map(call -> best(row, call, values)).orElseGet(() -> nothing(gold));
    tally.share("exact", match.exact()).share("exact_call", match.exact());
    tally.share("action_accuracy", match.action());
    countArguments(match, tally);
  }

  private static Match best(ActRow row, Answer.Call call, Values values) {
    Optional<Offered> action = row.action(call.action());
    return suited(
        row.gold(),
        right ->
            action.isPresent() && right.action().equals(call.action())
                ? right.match(action.get(), call.arguments(), values)
                : right.mismatch(call.arguments()));
  }

  private static Match nothing(ActRow.Gold gold) {
    return suited(gold, right -> right.mismatch(JsonNodeFactory.instance.objectNode()));
  }

  private static Match suited(ActRow.Gold gold, Function<RightCall, Match> against) {
    return gold.calls().stream()
        .map(against)
        .reduce((a, b) -> b.betterThan(a) ? b : a)
        .orElseThrow();
  }

  private static void countArguments(Match match, Tally tally) {
    tally.add("arg:calls", 1).add("arg:tp", match.tp());
    tally.add("arg:fp", match.fp()).add("arg:fn", match.fn());
  }

  private static void countCall(ActRow row, Answer.Call call, Values values, Tally tally) {
    Optional<Offered> action = row.action(call.action());
    tally.share(
        "schema_valid",
        action.isPresent() && SchemaCheck.holds(action.get().parameters(), call.arguments()));
    Invention invention = new Invention(row.said(), values);
    tally.share("invented", action.isEmpty() || invention.in(action.get(), call.arguments()));
  }

  @Override
  public Map<String, Map<String, Double>> byClass(Tally total) {
    return ClassScores.byClass(total);
  }

  @Override
  public Map<String, String> groups(Row row) {
    Map<String, String> groups = new TreeMap<>();
    for (String kind : List.of("app", "source")) {
      row.textIfAny("/" + kind).ifPresent(name -> groups.put(kind, name));
    }
    groups.put("outcome", ActRow.of(row, catalogues).gold().outcome().word());
    return groups;
  }

  @Override
  public Map<String, Baseline> baselines() {
    return new TreeMap<>(
        Map.of(
            "keyword",
            row -> keyword.predict(ActRow.of(row, catalogues)),
            "majority",
            row -> majority(ActRow.of(row, catalogues))));
  }

  /// Four of five training rows want a call: the first action, without arguments.
  private static Prediction majority(ActRow row) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("outcome", Outcome.CALL.word());
    String action = row.actions().isEmpty() ? "" : row.actions().getFirst().name();
    output.putObject("call").put("action", action).putObject("arguments");
    return Prediction.of(row.row().id(), output);
  }

  @Override
  public String helper() {
    return "helper";
  }

  /// With the row's actions in the request Hob carries nothing out.
  @Override
  public Ask ask(Row json) {
    ActRow row = ActRow.of(json, catalogues);
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.put("utterance", row.utterance());
    ArrayNode context = input.putArray("context");
    for (JsonNode turn : json.listIfAny("/context")) {
      context
          .addObject()
          .put("who", turn.path("who").asText())
          .put("text", turn.path("text").asText());
    }
    ArrayNode actions = input.putArray("actions");
    row.actions().forEach(action -> actions.add(action.json()));
    json.textIfAny("/now").ifPresent(now -> input.put("now", zoned(now)));
    return new Ask("/v1/act", input, json.json().path("options"));
  }

  /// A time without a zone is taken as UTC; seconds may be left out.
  private static String zoned(String now) {
    String text = now.replace(' ', 'T');
    return text.matches(".*([Zz]|[+-][0-9]{2}:?[0-9]{2})$")
        ? text
        : text + (text.length() == 16 ? ":00Z" : "Z");
  }

  @Override
  public JsonNode outputOf(Row row, JsonNode answer) {
    return answer;
  }
}
