// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.ipc.http.RequestDesk;
import dev.hob.ipc.testing.OpenDoors;
import dev.hob.ipc.testing.ScriptedFeatures;
import dev.hob.ipc.testing.SocketHttp;
import dev.hob.ipc.testing.SocketHttp.Reply;
import dev.hob.policy.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiDoorTest {
  private static final String CHAT = "/openai/v1/chat/completions";
  private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"a b\"}]";

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
  void modelsAreTheFeatures() throws IOException {
    JsonNode list = SocketHttp.get(doors.socket(), "/openai/v1/models").json();

    assertEquals(
        List.of("hob/summarize", "hob/proofread", "hob/digest"),
        list.path("data").findValuesAsText("id"));
    assertEquals(200, SocketHttp.get(doors.socket(), "/openai/v1/models/hob%2Fsummarize").status());
    assertEquals(404, SocketHttp.get(doors.socket(), "/openai/v1/models/gpt").status());
  }

  @Test
  void theLastUserMessageIsTheInput() throws IOException {
    Reply reply =
        post(
            """
            "model":"hob/summarize","messages":[
              {"role":"system","content":"be brief"},
              {"role":"user","content":"first"},
              {"role":"assistant","content":"ok"},
              {"role":"user","content":[{"type":"text","text":"second "},{"type":"text","text":"part"}]}]
            """);

    assertEquals("second part", reply.json().at("/choices/0/message/content").asText());
    assertEquals("second part", doors.features.last().input().path("text").asText());
    assertEquals(3, reply.json().at("/usage/completion_tokens").asInt());
    assertEquals("device", reply.json().at("/hob/place").asText());
  }

  @Test
  void streamedTextWaitsForItsGuard() throws IOException {
    doors.features.script((request, sink, cancelled) -> {
      sink.accepted("r1", Place.DEVICE, "default", ScriptedFeatures.predicted());
      sink.delta("wrong 42");
      sink.replace("right");
      return ScriptedFeatures.answer("summarize", "right");
    });

    Reply reply = post("\"model\":\"hob/summarize\",\"stream\":true," + ASK);

    assertFalse(reply.body().contains("wrong"), reply.body());
    assertTrue(reply.body().contains("\"content\":\"right\""));
    assertTrue(reply.body().endsWith("data: [DONE]\n\n"));
  }

  @Test
  void anAnswerOverMaxTokensIsRefusedNotCut() throws IOException {
    Reply enough = post("\"model\":\"hob/summarize\",\"max_tokens\":3," + ASK);
    Reply tooFew = post("\"model\":\"hob/summarize\",\"max_tokens\":2," + ASK);

    assertEquals(200, enough.status());
    assertEquals(422, tooFew.status());
    assertEquals("max_tokens 2", tooFew.json().at("/error/param").asText());
  }

  @Test
  void aClientThatLeavesCancels() throws IOException {
    doors.features.script(ScriptedFeatures::untilCancelled);
    String body = "{\"model\":\"hob/summarize\",\"stream\":true," + ASK + "}";
    try (SocketHttp http = new SocketHttp(doors.socket())) {
      http.write("POST", CHAT, List.of(), body.getBytes(StandardCharsets.UTF_8));
      http.head();
    }
    await().until(() -> doors.features.cancels() == 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model\":\"hob/base\"                        | 422 | unsupported-option",
        "\"model\":\"gpt-4\"                           | 404 | unknown-feature   ",
        "\"model\":\"hob/summarize\",\"tools\":[]      | 422 | unsupported-option",
        "\"model\":\"hob/summarize\",\"temperature\":1 | 422 | unsupported-option",
        "\"model\":\"hob/summarize\",\"n\":2           | 422 | unsupported-option",
        "\"model\":\"hob/summarize\",\"max_tokens\":0  | 400 | invalid-input",
        "\"model\":7                                   | 400 | invalid-input",
        "\"model\":\"hob/summarize\",\"stream\":1      | 400 | invalid-input",
      })
  void refusesInOpenAisOwnShape(String fields, int status, String code) throws IOException {
    Reply reply = post(fields + "," + ASK);

    assertEquals(status, reply.status(), reply.body());
    assertEquals(code, reply.json().at("/error/code").asText());
    assertFalse(reply.json().at("/error/message").asText().isEmpty());
  }

  private Reply post(String fields) throws IOException {
    return SocketHttp.post(doors.socket(), CHAT, "{" + fields + "}");
  }
}
