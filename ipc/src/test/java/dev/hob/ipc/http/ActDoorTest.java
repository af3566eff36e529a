// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.Features.Actions;
import dev.hob.features.Features.Offered;
import dev.hob.features.act.Action;
import dev.hob.ipc.testing.OpenDoors;
import dev.hob.ipc.testing.ScriptedFeatures;
import dev.hob.ipc.testing.SocketHttp;
import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules;
import dev.hob.policy.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActDoorTest {
  private OpenDoors doors;

  @BeforeEach
  void open() throws IOException {
    doors = new OpenDoors(RequestDesk.Limits.DEFAULT);
  }

  @AfterEach
  void close() throws IOException {
    doors.close();
  }

  @Test
  void listsWhatCanBeDoneWithItsRuleByApp() throws IOException {
    doors.features.actions =
        new Actions(
            List.of(offered("org.example.Timer"), offered("org.example.Mail")), List.of("x"));
    JsonNode all = SocketHttp.get(doors.socket(), "/v1/actions").json();
    assertEquals(2, all.path("actions").size());
    assertEquals("x", all.at("/left/0").asText());
    JsonNode one = SocketHttp.get(doors.socket(), "/v1/actions?app=org.example.Mail").json();
    assertEquals(1, one.path("actions").size());
    assertEquals("medium", one.at("/actions/0/risk").asText());
    assertEquals("confirm", one.at("/actions/0/rule").asText());
    assertEquals("stop", one.at("/actions/0/undo").asText());
  }

  @Test
  void anUnknownParameterIsRefusedByName() throws IOException {
    var reply = SocketHttp.get(doors.socket(), "/v1/actions?apps=x");
    assertEquals(400, reply.status());
    assertEquals("?apps", reply.json().path("pointer").asText());
  }

  @Test
  void aStreamSaysThatThePersonIsAsked() throws IOException {
    doors.features.script((request, sink, cancelled) -> {
      sink.accepted("r1", Place.DEVICE, "default", ScriptedFeatures.predicted());
      sink.asking(
          new ActionCall("org.example.Mail", "send", ActionRules.Risk.HIGH, false),
          Duration.ofSeconds(30));
      return ScriptedFeatures.answer("act", "");
    });
    var reply = SocketHttp.post(doors.socket(), "/v1/act", "{\"input\":{},\"stream\":true}");
    assertTrue(
        reply
            .body()
            .contains(
                "event: asking\ndata: {\"app\":\"org.example.Mail\",\"action\":\"send\",\"within\":30000}"),
        reply.body());
  }

  @Test
  void nobodyActsThroughTheChatDoor() throws IOException {
    var reply =
        SocketHttp.post(
            doors.socket(),
            "/openai/v1/chat/completions",
            "{\"model\":\"hob/act\",\"messages\":[{\"role\":\"user\",\"content\":\"quit\"}]}");
    assertEquals(422, reply.status());
    assertEquals(0, doors.features.started());
  }

  private static Offered offered(String app) {
    Action action =
        new Action(
            app,
            "App",
            "start",
            "Start it",
            JsonNodeFactory.instance.objectNode().put("type", "object"),
            ActionRules.Risk.MEDIUM,
            Action.Effect.CHANGE,
            true,
            Optional.of("stop"),
            Action.Origin.MANIFEST);
    return new Offered(
        action,
        new ActionDecision(
            ActionRules.Rule.CONFIRM,
            "actions.medium",
            "default",
            new ActionDecision.Given(true, "actions.given", "default")));
  }
}
