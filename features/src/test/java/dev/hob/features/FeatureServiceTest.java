// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.flow.Writer;
import dev.hob.features.testing.House;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.router.Plan;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeatureServiceTest {
  private static final String TEXT =
      "{'text':'The board met on Monday. It moved the review to 15:30. Nobody objected.'}";

  private final House house = new House();

  @AfterEach
  void nothingIsLeftOpen() {
    house.router.assertNothingOpen();
  }

  @Test
  void theHelperAnswersWhereItShipsAndNoModelRuns() throws Exception {
    Answer answer = house.answer("summarize", TEXT, "{}");
    assertEquals("helper", answer.by());
    assertEquals(Place.DEVICE, answer.place());
    assertTrue(answer.base().isEmpty());
    assertEquals(0, house.router.works().getFirst().promptTokens());
    assertEquals("1", answer.output().at("/sources/0/ids/0").asText());
    assertFalse(answer.guard().checked());
  }

  @Test
  void theModelsAnswerCarriesItsSourcesAndStamps() throws Exception {
    house.writer = Writer.MODEL;
    house.router.answer("<2>", " The board moved the review to", "<T1>", ".", "<eos>");
    Answer answer =
        house.answer(
            "summarize",
            "{'text':'The board met. The board moved the review to 15:30.'}",
            "{'words':20}");
    assertEquals("model", answer.by());
    assertEquals("The board moved the review to 15:30.", answer.output().path("summary").asText());
    assertEquals("2", answer.output().at("/sources/0/ids/0").asText());
    assertEquals("sha256:base", answer.base().orElseThrow());
    assertEquals("summarize", answer.adapter().orElseThrow().name());
    assertEquals(new Answer.Guard(true, false, List.of()), answer.guard());
    assertEquals(20, answer.usage().promptTokens());
    assertEquals(3, answer.usage().cachedTokens());
    assertEquals(2, answer.usage().draftedTokens());
  }

  @Test
  void oneFailureIsTriedAgainSampled() throws Exception {
    house.writer = Writer.MODEL;
    house
        .router
        .answer("<2>", " The review is at 16:45.")
        .answer("<2>", " It moved the review to", "<T2>", ".");
    Answer answer = house.answer("summarize", TEXT, "{}");
    assertEquals("model", answer.by());
    assertEquals(List.of("a time that its sources do not hold"), answer.guard().rejected());
    assertEquals(1, answer.usage().guardRetries());
    List<Plan> plans = house.router.plans();
    assertEquals(0f, plans.get(0).temperature());
    assertTrue(plans.get(1).temperature() > 0);
  }

  @Test
  void twoFailuresQuoteTheSourcesAndSaySo() throws Exception {
    house.writer = Writer.MODEL;
    house.router.answer("<2>", " The review is at 16:45.").answer("<1>", " Marta objected.");
    List<String> replaced = new ArrayList<>();
    Answer answer =
        house.features.answer(
            house.request("summarize", TEXT, "{}"),
            new AnswerSink() {
              @Override
              public void replace(String text) {
                replaced.add(text);
              }
            });
    assertTrue(answer.guard().quoted());
    assertEquals("helper", answer.by());
    String summary = answer.output().path("summary").asText();
    assertTrue(summary.contains("It moved the review to 15:30."), summary);
    assertFalse(summary.contains("Marta") || summary.contains("16:45"), summary);
    assertEquals(summary, replaced.getLast());
    assertEquals("quoted", house.audit.getFirst().outcome());
  }

  @Test
  void deltasGrowToTheAnswer() throws Exception {
    house.writer = Writer.MODEL;
    house.router.answer("<2>", " It moved", " the review to", "<T2>", ".");
    StringBuilder shown = new StringBuilder();
    Answer answer =
        house.features.answer(
            house.request("summarize", TEXT, "{}"),
            new AnswerSink() {
              @Override
              public void delta(String text) {
                shown.append(text);
              }
            });
    assertEquals("It moved the review to 15:30.", shown.toString());
    assertEquals(shown.toString(), answer.output().path("summary").asText());
  }

  @Test
  void withoutABaseTheHelperStandsInAndSaysWhy() throws Exception {
    house.writer = Writer.MODEL;
    house.router.withoutBase();
    Answer answer = house.answer("summarize", TEXT, "{}");
    assertEquals("helper", answer.by());
    assertTrue(answer.reason().contains("no base is installed"), answer.reason());
  }

  @Test
  void whoInsistsOnTheModelGetsTheRefusal() throws Exception {
    house.router.withoutBase();
    Problem problem = house.problem("summarize", TEXT, "{'method':'model'}");
    assertInstanceOf(
        Refusal.Unavailable.class, assertInstanceOf(Problem.Refused.class, problem).why());
  }

  @Test
  void policyDecidesBeforeAnythingRuns() throws Exception {
    house.outcome = Decision.Outcome.DENY;
    assertEquals(
        new Problem.NotPermitted(
            "org.example.App", "summarize", "features.summarize", "policy.yaml:3"),
        house.problem("summarize", TEXT, "{}"));
    house.outcome = Decision.Outcome.NEEDS_CONSENT;
    assertEquals(
        new Problem.NeedsConsent("hob"), house.problem("proofread", "{'text':'A.'}", "{}"));
    assertEquals(List.of(), house.router.works());
    assertEquals(
        List.of("not-permitted", "needs-consent"),
        house.audit.stream().map(record -> record.outcome()).toList());
  }

  @Test
  void anUnknownFeatureNamesThoseThereAre() throws Exception {
    assertEquals(
        new Problem.UnknownFeature(
            "paint",
            List.of(
                "summarize", "proofread", "rewrite", "digest", "prioritize", "generate", "act")),
        house.problem("paint", "{}", "{}"));
  }

  @Test
  void tooLargeIsRefusedWithBothFiguresWhoeverWrites() throws Exception {
    house.deviceTokens = 20;
    for (Writer writer : Writer.values()) {
      house.writer = writer;
      Problem.Refused refused =
          assertInstanceOf(Problem.Refused.class, house.problem("summarize", TEXT, "{}"));
      Refusal.TooLarge why = assertInstanceOf(Refusal.TooLarge.class, refused.why());
      assertEquals(20, why.quota());
      assertTrue(why.requested() > 20);
    }
    assertEquals(List.of(), house.router.plans());
  }

  @Test
  void sectionsCoverTheWholeAndAreSaid() throws Exception {
    house.deviceTokens = 20;
    house.onOverflow = Request.OnOverflow.SECTIONS;
    house.writer = Writer.MODEL;
    house
        .router
        .answer("<1>", " The board met on", "<T1>", ".")
        .answer("<1>", " It moved the review to", "<T1>", ".")
        .answer("<1>", " Nobody objected.");
    Answer answer = house.answer("summarize", TEXT, "{}");
    assertTrue(answer.reason().contains("in 3 sections"), answer.reason());
    assertEquals(
        "The board met on Monday. It moved the review to 15:30. Nobody objected.",
        answer.output().path("summary").asText());
    assertEquals("3", answer.output().at("/sources/2/ids/0").asText());
    house.router.works().forEach(work -> assertTrue(work.promptTokens() > 0));
    assertTrue(house.router.works().getLast().longestPrompt() <= 20);
  }

  @Test
  void anInputOverTheDeviceGoesToTheCloudWherePolicyAllowsAndIsPlainText() throws Exception {
    house.deviceTokens = 20;
    house.places = Set.of(Place.DEVICE, Place.CLOUD);
    house.router.withCloud().answer("It moved the review to 15:30.");
    Answer answer = house.answer("summarize", TEXT, "{}");
    assertEquals(Place.CLOUD, answer.place());
    assertEquals("model", answer.by());
    assertEquals("2", answer.output().at("/sources/0/ids/0").asText());
    assertEquals(
        "The board met on Monday.\nIt moved the review to 15:30.\nNobody objected.",
        house.router.plans().getFirst().chat().messages().getLast().content());
  }

  @Test
  void cancellingAHangingModelEndsTheRequest() throws Exception {
    house.writer = Writer.MODEL;
    house.router.hang();
    Features.Pending pending =
        house.features.start(house.request("summarize", TEXT, "{}"), AnswerSink.FINAL_ONLY);
    house.router.awaitStuck();
    pending.cancel();
    pending.cancel();
    ProblemException thrown = assertThrows(ProblemException.class, pending::await);
    assertEquals(new Problem.Refused(new Refusal.Cancelled()), thrown.problem());
    assertEquals("cancelled", house.audit.getFirst().outcome());
  }

  @Test
  void aSinkThatFailsLeavesNothingRunning() {
    AnswerSink gone =
        new AnswerSink() {
          @Override
          public void accepted(String id, Place place, String reason, Prediction predicted) {
            throw new IllegalStateException("client gone");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> house.features.answer(house.request("summarize", TEXT, "{}"), gone));
  }

  @Test
  void oneAuditRecordARequestWithoutItsContent() throws Exception {
    house.answer("summarize", TEXT, "{}");
    house.problem("summarize", "{'text':''}", "{}");
    assertEquals(2, house.audit.size());
    assertEquals("answered", house.audit.get(0).outcome());
    assertEquals("invalid-input", house.audit.get(1).outcome());
    assertTrue(house.audit.stream().noneMatch(record -> record.toString().contains("board")));
  }

  @Test
  void countTellsTokensAndQuotaAndWarmWarms() throws Exception {
    Features.Count count = house.features.count(house.request("summarize", TEXT, "{}"));
    assertEquals(2048, count.quota());
    assertTrue(count.tokens() > 13);
    house.features.warm("digest", Optional.empty());
    assertEquals(List.of("summarize 3"), house.router.warmed());
  }
}
