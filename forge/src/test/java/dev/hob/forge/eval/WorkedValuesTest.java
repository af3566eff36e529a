// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Tokens;
import dev.hob.features.fact.WordLists;
import dev.hob.forge.eval.proofread.ProofreadScorer;
import dev.hob.forge.eval.stat.Bootstrap;
import dev.hob.forge.eval.stat.ClassScores;
import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Metric;
import dev.hob.forge.eval.stat.SplitMix64;
import dev.hob.forge.eval.stat.Tally;
import dev.hob.forge.eval.summarize.RougeL;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkedValuesTest {
  private static final double SIX_DECIMALS = 1e-6;

  private final JsonNode worked = Fixtures.read("worked.json");

  @Test
  void rougeL() {
    for (JsonNode value : worked.path("rougeL")) {
      assertEquals(
          value.get(2).asDouble(),
          RougeL.of(value.get(0).asText(), Fixtures.texts(value.get(1))),
          SIX_DECIMALS,
          value.toString());
    }
  }

  @Test
  void edits() {
    for (JsonNode value : worked.path("edits")) {
      List<String> edits =
          ProofreadScorer.edits(value.get(0).asText(), value.get(1).asText()).stream()
              .map(Object::toString)
              .toList();
      assertEquals(Fixtures.texts(value.get(2)), edits);
    }
  }

  @Test
  void f05OfSummedCounts() {
    Metric f05 = Catalogue.of("proofread", WordLists.embedded()).metrics().getFirst();
    for (JsonNode value : worked.path("f05")) {
      Tally tally =
          new Tally()
              .add("tp", value.get(0).asDouble())
              .add("fp", value.get(1).asDouble())
              .add("fn", value.get(2).asDouble());
      assertEquals(value.get(3).asDouble(), f05.of(tally), SIX_DECIMALS, value.toString());
    }
  }

  @Test
  void factsInTheirOrder() {
    FactExtractor extractor = new FactExtractor(WordLists.embedded());
    for (JsonNode value : worked.path("facts")) {
      String text = value.get(0).asText();
      List<String> facts =
          extractor.extract(text, FactContext.of(text)).stream().map(Fact::toString).toList();
      assertEquals(Fixtures.texts(value.get(1)), facts, text);
    }
  }

  @Test
  void tokensAndSentences() {
    for (JsonNode value : worked.path("tokens")) {
      String text = value.get(0).asText();
      assertEquals(value.get(1).asText(), NormalText.n0(text));
      assertEquals(Fixtures.texts(value.get(2)), Tokens.rouge(text));
      assertEquals(Fixtures.texts(value.get(3)), Tokens.words(text));
      assertEquals(Fixtures.texts(value.get(4)), Tokens.edits(text));
      assertEquals(Fixtures.texts(value.get(5)), Sentences.split(text));
    }
  }

  @Test
  void calibrationError() {
    for (JsonNode value : worked.path("ece")) {
      Tally tally = new Tally();
      for (JsonNode item : value.get(0)) {
        ClassScores.countConfidence(tally, item.get(0).asDouble(), item.get(1).asInt() == 1);
      }
      assertEquals(value.get(1).asDouble(), ClassScores.ece(tally), SIX_DECIMALS);
    }
  }

  @Test
  void macroF1() {
    for (JsonNode value : worked.path("macro_f1")) {
      Tally tally = new Tally();
      for (int i = 0; i < value.get(0).size(); i++) {
        ClassScores.countClass(tally, value.get(0).get(i).asText(), value.get(1).get(i).asText());
      }
      assertEquals(
          value.get(2).asDouble(), ClassScores.macroF1(tally), SIX_DECIMALS, value.toString());
    }
  }

  @Test
  void splitMix64() {
    JsonNode value = worked.path("splitmix64");
    SplitMix64 random = new SplitMix64(value.get(0).asLong());
    for (JsonNode next : value.get(1)) {
      assertEquals(next.asText(), String.format("%016x", random.next()));
    }
  }

  @Test
  void bootstrapOfAMean() {
    for (JsonNode value : worked.path("bootstrap")) {
      List<Tally> rows = new ArrayList<>();
      value.get(0).forEach(v -> rows.add(new Tally().share("mean", v.asDouble(), 1)));
      Bootstrap bootstrap = new Bootstrap(value.get(1).asLong(), value.get(2).asInt());
      Interval interval =
          bootstrap.intervals(List.of(Metric.ratio("mean", Metric.Better.MORE)), rows).get("mean");
      assertEquals(
          new Interval(value.get(3).asDouble(), value.get(4).asDouble(), value.get(5).asDouble()),
          interval);
    }
  }
}
