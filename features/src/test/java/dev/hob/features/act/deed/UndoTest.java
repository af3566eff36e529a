// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.hob.features.Problem;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.features.act.Confirmation.Reply;
import dev.hob.features.testing.House;
import dev.hob.policy.ActionRules.Rule;
import dev.hob.policy.Caller;
import dev.hob.policy.testing.FixedActions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UndoTest extends DeedScene {
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
}
