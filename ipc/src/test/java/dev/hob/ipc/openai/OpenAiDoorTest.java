// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.features.Answer;
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
        List.of(
            "hob/summarize",
            "hob/proofread",
            "hob/digest",
            "hob/act",
            "hob/rewrite:concise",
            "hob/rewrite:friendly"),
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
    assertEquals(
        1, reply.json().at("/usage/completion_tokens_details/accepted_prediction_tokens").asInt());
    assertEquals("device", reply.json().at("/hob/place").asText());
  }

  @Test
  void aStyleIsPartOfTheModelsName() throws IOException {
    Reply reply = post("\"model\":\"hob/rewrite:friendly\"," + ASK);

    assertEquals("a b", reply.json().at("/choices/0/message/content").asText());
    assertEquals("rewrite", doors.features.last().feature());
    assertEquals("friendly", doors.features.last().options().path("style").asText());
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
        "\"model\":\"hob/rewrite\"                     | 422 | unsupported-option",
        "\"model\":\"hob/rewrite:rude\"                | 404 | unknown-feature   ",
        "\"model\":\"hob/prioritize\"                  | 422 | unsupported-option",
        "\"model\":\"gpt-4\"                           | 404 | unknown-feature   ",
        "\"model\":\"hob/summarize\",\"tools\":[]      | 422 | unsupported-option",
        "\"model\":\"hob/summarize\",\"temperature\":1 | 422 | unsupported-option",
        "\"model\":\"hob/summarize\",\"n\":2           | 422 | unsupported-option",
        "\"model\":\"hob/summarize\",\"max_tokens\":0  | 400 | invalid-input",
        "\"model\":\"hob/act\"                         | 422 | unsupported-option",
        "\"model\":\"hob/act\",\"tools\":[]            | 400 | invalid-input",
        "\"model\":\"hob/act\",\"tools\":[7]           | 422 | unsupported-option",
        "\"model\":7                                   | 400 | invalid-input",
        "\"model\":\"hob/summarize\",\"stream\":1      | 400 | invalid-input",
      })
  void refusesInOpenAisOwnShape(String fields, int status, String code) throws IOException {
    Reply reply = post(fields + "," + ASK);

    assertEquals(status, reply.status(), reply.body());
    assertEquals(code, reply.json().at("/error/code").asText());
    assertFalse(reply.json().at("/error/message").asText().isEmpty());
  }

  private static final String TOOLS =
      """
      "model":"hob/act","tool_choice":"auto","tools":[{"type":"function","function":{
        "name":"start_timer","description":"Start a timer","strict":true,
        "parameters":{"type":"object","properties":{"minutes":{"type":"integer"}}}}}],
      "messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hello"},
        {"role":"assistant","content":"hi"},{"role":"user","content":"a timer of 5 minutes"}]\
      """;

  @Test
  void toolsBecomeActionsAndTheChosenOneAToolCallThatTheCallerCarriesOut() throws IOException {
    doors.features.script((request, sink, cancelled) -> acted(CALL));

    JsonNode reply = post(TOOLS).json();

    JsonNode choice = reply.at("/choices/0");
    assertEquals("tool_calls", choice.path("finish_reason").asText());
    assertTrue(choice.at("/message/content").isNull());
    assertEquals("call_r1", choice.at("/message/tool_calls/0/id").asText());
    assertEquals("start_timer", choice.at("/message/tool_calls/0/function/name").asText());
    assertEquals("{\"minutes\":5}", choice.at("/message/tool_calls/0/function/arguments").asText());
    JsonNode input = doors.features.last().input();
    assertEquals("a timer of 5 minutes", input.path("utterance").asText());
    assertEquals(
        "[{\"who\":\"user\",\"text\":\"hello\"},{\"who\":\"assistant\",\"text\":\"hi\"}]",
        input.path("context").toString());
    assertEquals("start_timer", input.at("/actions/0/name").asText());
    assertFalse(input.at("/actions/0").has("strict"));
  }

  @Test
  void aToolCallStreamsWholeAndAQuestionIsContent() throws IOException {
    doors.features.script((request, sink, cancelled) -> {
      sink.accepted("r1", Place.DEVICE, "default", ScriptedFeatures.predicted());
      return acted(CALL);
    });
    String body = post("\"stream\":true," + TOOLS).body();
    assertTrue(body.contains("\"tool_calls\":[{\"index\":0,\"id\":\"call_r1\""), body);
    assertTrue(body.contains("\"finish_reason\":\"tool_calls\""), body);

    doors.features.script((request, sink, cancelled) ->
        acted("{\"outcome\":\"ask\",\"question\":\"How many minutes?\"}"));
    JsonNode choice = post(TOOLS).json().at("/choices/0");
    assertEquals("stop", choice.path("finish_reason").asText());
    assertEquals("How many minutes?", choice.at("/message/content").asText());
  }

  private static final String CALL =
      """
      {"outcome":"call","call":{"app":"","action":"start_timer","arguments":{"minutes":5},
       "tainted":[]},"done":null}\
      """;

  private static Answer acted(String output) {
    Answer plain = ScriptedFeatures.answer("act", "");
    try {
      return new Answer(
          plain.id(),
          plain.feature(),
          new ObjectMapper().readTree(output),
          plain.by(),
          plain.place(),
          plain.reason(),
          plain.base(),
          plain.adapter(),
          plain.guard(),
          plain.usage(),
          plain.timing());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(output, e);
    }
  }

  private Reply post(String fields) throws IOException {
    return SocketHttp.post(doors.socket(), CHAT, "{" + fields + "}");
  }
}
