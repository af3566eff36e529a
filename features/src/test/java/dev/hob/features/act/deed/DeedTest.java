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
import dev.hob.features.testing.House;
import dev.hob.policy.ActionRules.Risk;
import dev.hob.policy.ActionRules.Rule;
import dev.hob.policy.audit.AuditRecord;
import dev.hob.policy.testing.FixedActions;
import dev.hob.router.Deadline;
import dev.hob.router.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeedTest extends DeedScene {
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

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e); // a call that has begun is never interrupted
    }
  }
}
