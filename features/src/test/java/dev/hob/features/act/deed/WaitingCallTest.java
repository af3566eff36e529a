// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.AnswerSink;
import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.policy.ActionRules.Rule;
import dev.hob.policy.Caller;
import dev.hob.policy.testing.FixedActions;
import dev.hob.router.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitingCallTest extends DeedScene {
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
}
