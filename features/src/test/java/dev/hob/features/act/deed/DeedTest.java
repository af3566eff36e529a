// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.hob.features.AnswerSink;
import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.features.act.Confirmation.Reply;
import dev.hob.features.testing.FakeDesktop;
import dev.hob.features.testing.House;
import dev.hob.policy.ActionRules.Risk;
import dev.hob.policy.ActionRules.Rule;
import dev.hob.policy.Caller;
import dev.hob.policy.audit.AuditRecord;
import dev.hob.policy.testing.FixedActions;
import dev.hob.router.Deadline;
import dev.hob.router.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeedTest {
  private static final String TIMER = "{'utterance':'start a timer of five minutes'}";
  private static final String UNDO = "{'undo':'last'}";

  private final House house = new House();
  private final FakeDesktop desktop = FakeDesktop.usual();

  @BeforeEach
  void wire() {
    house.act = desktop.ports();
  }

  @AfterEach
  void nothingIsHeld() {
    house.router.assertNothingOpen();
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOW,   desktop, ACCEPTED,   done,      policy, 0",
    "ALLOW,   never,   ACCEPTED,   done,      policy, 0",
    "ALLOW,   given,   ACCEPTED,   done,      policy, 0",
    "CONFIRM, desktop, ACCEPTED,   done,      person, 1",
    "CONFIRM, desktop, REFUSED,    refused,   '',     1",
    "CONFIRM, desktop, NO_ANSWER,  no-answer, '',     1",
    "CONFIRM, given,   REFUSED,    done,      caller, 0",
  })
  void aCallRunsOnlyAfterAYes(
      Rule rule, String confirm, Reply reply, String state, String by, int questions)
      throws InterruptedException {
    house.actions = FixedActions.always(rule);
    desktop.reply = reply;
    JsonNode done = done(TIMER, "{'confirm':'" + confirm + "'}");
    assertEquals(state, done.path("state").asText());
    assertEquals(by, done.path("confirmed").asText());
    assertEquals(questions, desktop.questions.size());
    assertEquals(state.equals("done") ? 1 : 0, desktop.calls.size());
    AuditRecord.ActionTrace trace = trace();
    assertEquals(state, trace.state());
    assertEquals(by, trace.confirmed().orElse(""));
    assertEquals(rule, trace.decision().orElseThrow().rule());
  }

  @ParameterizedTest
  @CsvSource({
    "DENY,    desktop, ACCEPTED,   not-permitted, denied",
    "DENY,    given,   ACCEPTED,   not-permitted, denied",
    "DENY,    never,   ACCEPTED,   not-permitted, denied",
    "CONFIRM, never,   ACCEPTED,   needs-consent, needs-consent",
    "CONFIRM, desktop, CANNOT_ASK, needs-consent, needs-consent",
  })
  void whatMayNotBeOrCannotBeAskedIsAProblemAndCallsNothing(
      Rule rule, String confirm, Reply reply, String outcome, String state)
      throws InterruptedException {
    house.actions = FixedActions.always(rule);
    desktop.reply = reply;
    Problem problem = house.problem("act", TIMER, "{'confirm':'" + confirm + "'}");
    switch (problem) {
      case Problem.ActionNotPermitted refused -> {
        assertEquals(List.of("actions.low", "fixed:2"), List.of(refused.rule(), refused.source()));
        assertEquals("start_timer", refused.action());
      }
      case Problem.NeedsConfirmation asked -> {
        assertEquals(5, asked.call().at("/arguments/minutes").asInt());
        assertFalse(asked.consentId().isEmpty());
      }
      default -> throw new AssertionError(problem);
    }
    assertTrue(desktop.calls.isEmpty());
    assertEquals(outcome, house.audit.getLast().outcome());
    assertEquals(state, trace().state());
  }

  @Test
  void theAnswerReportsWhatTheAppSaidAndWhatChanged() throws InterruptedException {
    desktop.outcome =
        new Outcome.Done(
            Optional.of(House.json("{'id':7}")),
            Optional.of(new Change("running", BooleanNode.FALSE, BooleanNode.TRUE)));
    assertEquals(
        House.json(
            """
            {'state':'done','confirmed':'policy','returned':{'id':7},
             'changed':{'state':'running','before':false,'after':true},
             'undo':{'action':'stop_timer','until':'2026-05-19T09:00:00Z'}}\
            """),
        done(TIMER, "{}"));
  }

  @Test
  void whatBecameOfACallIsToldAsItIs() throws InterruptedException {
    List<Outcome> outcomes =
        List.of(
            new Outcome.Disabled("not now"),
            new Outcome.Vanished("gone"),
            new Outcome.TimedOut(Duration.ofSeconds(5)),
            new Outcome.Failed("no such file"));
    for (Outcome outcome : outcomes) {
      desktop.outcome = outcome;
      JsonNode done = done(TIMER, "{}");
      String state =
          switch (outcome) {
            case Outcome.Done _ -> "done";
            case Outcome.Disabled _ -> "disabled";
            case Outcome.Vanished _ -> "vanished";
            case Outcome.TimedOut _ -> "timed-out";
            case Outcome.Failed _ -> "failed";
          };
      assertEquals(state, done.path("state").asText());
      assertFalse(done.path("why").asText().isEmpty());
      assertFalse(done.has("undo"));
      assertEquals(state, trace().state());
    }
  }

  @Test
  void aDisabledActionIsNeitherAskedForNorCalled() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    desktop.disableAll();
    JsonNode output = house.answer("act", TIMER, "{}").output();
    assertNotEquals("done", output.at("/done/state").asText());
    assertTrue(desktop.questions.isEmpty() && desktop.calls.isEmpty(), output::toString);
  }

  @Test
  void executeFalseChoosesAndNoMore() throws InterruptedException {
    JsonNode output = house.answer("act", TIMER, "{'execute':false}").output();
    assertEquals("call", output.path("outcome").asText());
    assertTrue(output.get("done").isNull());
    assertTrue(desktop.calls.isEmpty());
    assertEquals("chosen", trace().state());
  }

  @Test
  void actionsOfTheRequestsOwnAreNeverCarriedOut() throws InterruptedException {
    String own = "{'utterance':'start a timer','actions':[{'name':'start_timer'}]}";
    assertTrue(house.answer("act", own, "{}").output().get("done").isNull());
    Problem problem = house.problem("act", own, "{'execute':true}");
    assertEquals(
        "/options/execute", assertInstanceOf(Problem.InvalidInput.class, problem).pointer());
    assertTrue(desktop.calls.isEmpty());
  }

  @Test
  void aQuestionAndNoFitCallNothingAndLeaveARecord() throws InterruptedException {
    JsonNode asked = house.answer("act", "{'utterance':'start a timer'}", "{}").output();
    assertEquals("ask", asked.path("outcome").asText());
    assertTrue(asked.get("done").isNull());
    assertEquals("asked", trace().state());
    assertEquals("start_timer", trace().name());
    house.answer("act", "{'utterance':'tell me a joke'}", "{}");
    assertEquals("none", trace().state());
    assertTrue(desktop.calls.isEmpty());
  }

  @Test
  void theAuditRecordHasNoValueOfAnArgument() throws InterruptedException {
    house.answer("act", "{'utterance':'start a timer of 91 minutes for the goulash'}", "{}");
    assertEquals(1, desktop.calls.size());
    assertFalse(house.audit.toString().contains("91"), house.audit::toString);
    assertFalse(house.audit.toString().contains("goulash"), house.audit::toString);
  }

  @Test
  void aDeadlineBoundsTheQuestionAndTheCall() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    house.deadline = new Deadline(Optional.empty(), Optional.of(Duration.ofSeconds(4)));
    desktop.thinking = () -> house.now = house.now.plusSeconds(3);
    assertEquals("done", done(TIMER, "{}").path("state").asText());
    assertEquals(List.of(Duration.ofSeconds(4)), desktop.waits);
    assertEquals(Duration.ofSeconds(1), desktop.calls.getFirst().limit());
  }

  @Test
  void aYesThatComesAfterTheDeadlineCallsNothing() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    house.deadline = new Deadline(Optional.empty(), Optional.of(Duration.ofSeconds(4)));
    desktop.thinking = () -> house.now = house.now.plusSeconds(9);
    assertEquals("not-run", done(TIMER, "{}").path("state").asText());
    assertTrue(desktop.calls.isEmpty());
  }

  @Test
  void limitsComeFromTheOptions() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    done(TIMER, "{'confirmWithin':700,'callWithin':900}");
    assertEquals(List.of(Duration.ofMillis(700)), desktop.waits);
    assertEquals(Duration.ofMillis(900), desktop.calls.getFirst().limit());
    assertInstanceOf(
        Problem.InvalidInput.class, house.problem("act", TIMER, "{'confirmWithin':86400000}"));
    assertInstanceOf(Problem.InvalidInput.class, house.problem("act", TIMER, "{'confirm':'yes'}"));
  }

  @Test
  void aRequestCancelledWhileThePersonIsAskedCallsNothing() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    desktop.saysNothing();
    Features.Pending pending =
        house.features.start(house.request("act", TIMER, "{}"), AnswerSink.FINAL_ONLY);
    desktop.awaitAsked();
    house.router.assertNothingOpen(); // no ticket is held meanwhile
    pending.cancel();
    ProblemException end = assertThrows(ProblemException.class, pending::await);
    assertEquals(new Problem.Refused(new Refusal.Cancelled()), end.problem());
    assertTrue(desktop.calls.isEmpty());
    assertEquals("cancelled", house.audit.getLast().outcome());
    assertEquals("asking", trace().state());
  }

  @Test
  void aCancelAfterTheCallBeganLeavesARecordOfWhatHappened() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    desktop.working =
        () -> {
          began.countDown();
          awaitQuietly(cancelled);
        };
    Features.Pending pending =
        house.features.start(house.request("act", TIMER, "{}"), AnswerSink.FINAL_ONLY);
    began.await();
    pending.cancel();
    cancelled.countDown();
    assertEquals("done", pending.await().output().at("/done/state").asText());
    assertEquals("done", trace().state());
  }

  @Test
  void aCallThatBreaksOffLeavesARecordThatItWasCalled() {
    desktop.working =
        () -> {
          throw new IllegalStateException("a fault of ours");
        };
    assertThrows(IllegalStateException.class, () -> house.answer("act", TIMER, "{}"));
    assertEquals("internal", house.audit.getLast().outcome());
    assertEquals("called", trace().state());
    assertEquals(1, house.audit.size());
  }

  @Test
  void aConsentIdStandsForItsCallAndThePersonIsStillAsked() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    String consent = consent();
    JsonNode output = house.answer("act", consent, "{}").output();
    assertEquals("person", output.at("/done/confirmed").asText());
    assertEquals(5, desktop.calls.getFirst().arguments().path("minutes").asInt());
    assertEquals(1, desktop.questions.size());
    assertInstanceOf(Problem.UnknownRequest.class, house.problem("act", consent, "{}"));
    assertEquals(1, desktop.calls.size());
  }

  @Test
  void ofTwoRequestsWithOneConsentIdOneIsTurnedAway() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    String consent = consent();
    desktop.saysNothing();
    Features.Pending first =
        house.features.start(house.request("act", consent, "{}"), AnswerSink.FINAL_ONLY);
    desktop.awaitAsked();
    assertInstanceOf(Problem.UnknownRequest.class, house.problem("act", consent, "{}"));
    first.cancel();
    assertThrows(ProblemException.class, first::await);
    assertEquals(1, desktop.questions.size());
    assertTrue(desktop.calls.isEmpty());
  }

  @Test
  void aConsentIdIsGoodForItsOwnCallerAndATimeAlone() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    String consent = consent();
    Caller own = house.caller;
    house.caller = new Caller("org.example.Other", 1000, 43, Caller.Trust.PROCESS);
    assertInstanceOf(Problem.UnknownRequest.class, house.problem("act", consent, "{}"));
    house.caller = own;
    house.now = house.now.plus(Waiting.FOR);
    assertInstanceOf(Problem.UnknownRequest.class, house.problem("act", consent, "{}"));
    assertTrue(desktop.calls.isEmpty());
  }

  @Test
  void onlySoManyCallsWaitAndTheOldestGoesFirst() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    String first = consent();
    String second = consent();
    for (int i = 0; i < 7; i++) {
      consent();
    }
    assertInstanceOf(Problem.UnknownRequest.class, house.problem("act", first, "{}"));
    assertEquals("done", done(second, "{}").path("state").asText());
  }

  @Test
  void policyIsAskedAgainWhenAWaitingCallComesBack() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    String consent = consent();
    house.actions = FixedActions.always(Rule.DENY);
    assertInstanceOf(Problem.ActionNotPermitted.class, house.problem("act", consent, "{}"));
    assertTrue(desktop.calls.isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Caller.Trust.class)
  void onlyAProgramOutsideAnySandboxSpeaksForThePerson(Caller.Trust trust)
      throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    house.caller = new Caller("org.example.App", 1000, 42, trust);
    if (trust == Caller.Trust.PROCESS) {
      assertEquals("caller", done(TIMER, "{'confirm':'given'}").path("confirmed").asText());
    } else {
      assertInstanceOf(
          Problem.ActionNotPermitted.class, house.problem("act", TIMER, "{'confirm':'given'}"));
      assertTrue(desktop.calls.isEmpty());
    }
  }

  @Test
  void aCallerWithoutAProcessCannotSpeakForThePerson() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    house.caller = new Caller("network", 1000, -1, Caller.Trust.PROCESS);
    assertInstanceOf(
        Problem.ActionNotPermitted.class, house.problem("act", TIMER, "{'confirm':'given'}"));
  }

  @Test
  void policyCanTakeThatFromPrograms() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM).withoutGiven();
    Problem problem = house.problem("act", TIMER, "{'confirm':'given'}");
    assertEquals(
        "actions.given", assertInstanceOf(Problem.ActionNotPermitted.class, problem).rule());
    assertTrue(desktop.calls.isEmpty());
  }

  @Test
  void anAppCannotPaperTheDesktopWithQuestions() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    desktop.saysNothing();
    List<Features.Pending> open =
        List.of(
            house.features.start(house.request("act", TIMER, "{}"), AnswerSink.FINAL_ONLY),
            house.features.start(house.request("act", TIMER, "{}"), AnswerSink.FINAL_ONLY));
    while (desktop.questions.size() < 2) {
      Thread.onSpinWait();
    }
    Problem third = house.problem("act", TIMER, "{}");
    assertInstanceOf(
        Refusal.OverCapacity.class, assertInstanceOf(Problem.Refused.class, third).why());
    for (Features.Pending pending : open) {
      pending.cancel();
      assertThrows(ProblemException.class, pending::await);
    }
    assertTrue(desktop.calls.isEmpty());
  }

  @Test
  void theActionsOwnUndoTakesItBackOnceWithWhatItNeeds() throws InterruptedException {
    done("{'utterance':'start a timer of five minutes for the laundry'}", "{}");
    JsonNode output = house.answer("act", UNDO, "{}").output();
    assertEquals("stop_timer", output.at("/call/action").asText());
    assertEquals("done", output.at("/done/state").asText());
    assertFalse(output.path("done").has("undo"));
    assertEquals(House.json("{'label':'laundry'}"), desktop.calls.getLast().arguments());
    Problem again = house.problem("act", UNDO, "{}");
    assertEquals(new Problem.UnknownRequest("last", List.of()), again);
  }

  @Test
  void aStateIsSetBackToWhatItWas() throws InterruptedException {
    desktop.outcome =
        new Outcome.Done(
            Optional.empty(),
            Optional.of(new Change("win.word-wrap", BooleanNode.FALSE, BooleanNode.TRUE)));
    JsonNode done = done("{'utterance':'wrap long lines: yes'}", "{}");
    assertEquals("win.word-wrap", done.at("/undo/action").asText(), done::toString);
    house.answer("act", UNDO, "{}");
    assertEquals(House.json("{'on':false}"), desktop.calls.getLast().arguments());
  }

  @Test
  void anUndoGoesThroughPolicyAndStaysPossibleAfterANo() throws InterruptedException {
    String id = house.answer("act", TIMER, "{}").id();
    house.actions = FixedActions.always(Rule.CONFIRM);
    desktop.reply = Reply.REFUSED;
    assertEquals("refused", done("{'undo':'" + id + "'}", "{}").path("state").asText());
    house.actions = FixedActions.always(Rule.DENY);
    assertInstanceOf(Problem.ActionNotPermitted.class, house.problem("act", UNDO, "{}"));
    house.actions = FixedActions.always(Rule.ALLOW);
    assertEquals("done", done("{'undo':'" + id + "'}", "{}").path("state").asText());
    assertEquals(2, desktop.calls.size());
  }

  @Test
  void whatAnotherCallerDidOrLongAgoCannotBeUndone() throws InterruptedException {
    String id = house.answer("act", TIMER, "{}").id();
    Caller own = house.caller;
    house.caller = new Caller("org.example.Other", 1000, 43, Caller.Trust.PROCESS);
    assertEquals(
        new Problem.UnknownRequest(id, List.of()),
        house.problem("act", "{'undo':'" + id + "'}", "{}"));
    house.caller = own;
    assertEquals(
        new Problem.UnknownRequest("nope", List.of(id)),
        house.problem("act", "{'undo':'nope'}", "{}"));
    house.now = house.now.plus(DeedMemory.FOR);
    assertEquals(
        new Problem.UnknownRequest(id, List.of()),
        house.problem("act", "{'undo':'" + id + "'}", "{}"));
    assertEquals(1, desktop.calls.size());
  }

  @Test
  void anUndoWhoseAppIsGoneSaysSo() throws InterruptedException {
    house.answer("act", TIMER, "{}");
    desktop.actions.clear();
    JsonNode output = house.answer("act", UNDO, "{}").output();
    assertEquals("vanished", output.at("/done/state").asText());
    assertEquals("vanished", trace().state());
    assertEquals(1, desktop.calls.size());
  }

  @Test
  void onlySoManyDeedsAreKept() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      house.answer("act", TIMER, "{}");
    }
    Problem problem = house.problem("act", "{'undo':'t1'}", "{}");
    List<String> known = assertInstanceOf(Problem.UnknownRequest.class, problem).known();
    assertEquals(16, known.size());
    assertEquals("t20", known.getFirst());
  }

  @Test
  void anUndoThatNobodyCouldBeAskedForTakesBackOnce() throws InterruptedException {
    house.answer("act", TIMER, "{}");
    house.actions = FixedActions.always(Rule.CONFIRM);
    Problem problem = house.problem("act", UNDO, "{'confirm':'never'}");
    String id = assertInstanceOf(Problem.NeedsConfirmation.class, problem).consentId();
    assertEquals("done", done("{'consent':'" + id + "'}", "{}").path("state").asText());
    assertInstanceOf(Problem.UnknownRequest.class, house.problem("act", UNDO, "{}"));
    assertEquals(2, desktop.calls.size());
  }

  @Test
  void inputThatComesBackIsReadStrictly() throws InterruptedException {
    for (String input :
        List.of(
            "{'undo':''}",
            "{'undo':7}",
            "{'undo':'last','utterance':'start a timer'}",
            "{'undo':'last','consent':'x'}",
            "{'consent':null}")) {
      assertInstanceOf(Problem.InvalidInput.class, house.problem("act", input, "{}"), input);
    }
    assertInstanceOf(
        Problem.UnsupportedOption.class, house.problem("act", UNDO, "{'execute':false}"));
  }

  @Test
  void theCallerIsToldThatThePersonIsAsked() throws InterruptedException {
    house.actions = FixedActions.always(Rule.CONFIRM);
    StringBuilder told = new StringBuilder();
    AnswerSink sink =
        new AnswerSink() {
          @Override
          public void asking(dev.hob.policy.ActionCall call, Duration limit) {
            told.append(call.name()).append(' ').append(limit.toSeconds());
          }

          @Override
          public void delta(String text) {
            told.append("delta");
          }
        };
    house.features.answer(house.request("act", TIMER, "{}"), sink);
    assertEquals("start_timer 30", told.toString());
  }

  @Test
  void riskAndTaintReachPolicyAsTheyAre() throws InterruptedException {
    house.actions = FixedActions.of(Rule.ALLOW, Rule.ALLOW, Rule.DENY, Rule.CONFIRM);
    Problem high = house.problem("act", "{'utterance':'send a mail to Anna'}", "{}");
    assertEquals("send_mail", assertInstanceOf(Problem.ActionNotPermitted.class, high).action());
    assertEquals(Risk.HIGH, trace().risk().orElseThrow());
  }

  private JsonNode done(String input, String options) throws InterruptedException {
    return house.answer("act", input, options).output().path("done");
  }

  /// An input with the id of a call that waits for a yes.
  private String consent() throws InterruptedException {
    Problem problem = house.problem("act", TIMER, "{'confirm':'never'}");
    return "{'consent':'"
        + assertInstanceOf(Problem.NeedsConfirmation.class, problem).consentId()
        + "'}";
  }

  private AuditRecord.ActionTrace trace() {
    return house.audit.getLast().action().orElseThrow();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e); // a call that has begun is never interrupted
    }
  }
}
