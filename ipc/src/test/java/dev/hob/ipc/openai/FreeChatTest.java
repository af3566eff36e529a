// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.ipc.admin.StatusSource;
import dev.hob.ipc.http.RequestDesk;
import dev.hob.ipc.testing.OpenDoors;
import dev.hob.ipc.testing.ScriptedFeatures;
import dev.hob.ipc.testing.SocketHttp;
import dev.hob.ipc.testing.SocketHttp.Reply;
import dev.hob.policy.Place;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeChatTest {
  private static final String CHAT = "/openai/v1/chat/completions";
  private static final String ASK =
      """
      "model":"hob/base","messages":[{"role":"developer","content":"be brief"},
        {"role":"user","content":"one"},{"role":"assistant","content":"two"},
        {"role":"user","content":"three"}]\
      """;

  private OpenDoors doors;

  @BeforeEach
  void open() throws IOException {
    doors = new OpenDoors(RequestDesk.Limits.DEFAULT);
    doors.status.chatBases = new StatusSource.ChatBases(true, List.of("smol"));
    doors.features.script((request, sink, cancelled) -> {
      sink.accepted("r1", Place.DEVICE, "default", ScriptedFeatures.predicted());
      sink.delta("fo");
      sink.delta("ur");
      return said("four", "length");
    });
  }

  @AfterEach
  void close() throws IOException {
    doors.close();
  }

  @Test
  void theActiveBaseGoesByTwoNamesWhereItCanChatAndByNoneWhereItCannot() throws IOException {
    assertTrue(names().containsAll(List.of("hob/base", "smol")), names().toString());
    doors.status.chatBases = new StatusSource.ChatBases(false, List.of("smol"));
    assertFalse(names().contains("hob/base"), names().toString());
    JsonNode error = post(ASK).json().path("error");
    assertEquals("unsupported-option", error.path("code").asText());
    assertTrue(error.path("message").asText().contains("hob/base"), error.toString());
  }

  @Test
  void allMessagesGoToTheModelAndItsTextMayEndAtItsLimit() throws IOException {
    JsonNode reply = post("\"max_tokens\":4,\"temperature\":0.5,\"seed\":7," + ASK).json();

    assertEquals("four", reply.at("/choices/0/message/content").asText());
    assertEquals("length", reply.at("/choices/0/finish_reason").asText());
    assertEquals("generate", doors.features.last().feature());
    JsonNode messages = doors.features.last().input().path("messages");
    assertEquals(List.of("system", "user", "assistant", "user"), messages.findValuesAsText("role"));
    assertEquals(
        "{\"maxTokens\":4,\"temperature\":0.5,\"seed\":7}",
        doors.features.last().options().toString());
  }

  @Test
  void aStreamShowsTheTextAsItIsWritten() throws IOException {
    String body = post("\"stream\":true," + ASK).body();
    assertTrue(body.indexOf("\"content\":\"fo\"") < body.indexOf("\"content\":\"ur\""), body);
    assertTrue(body.contains("\"finish_reason\":\"length\""), body);
    assertTrue(body.strip().endsWith("data: [DONE]"), body);
  }

  @Test
  void aSchemaBecomesAConstraint() throws IOException {
    String format =
        """
        "response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,
          "schema":{"type":"object","properties":{"a":{"type":"integer"}}}}},\
        """;
    post(format + ASK);
    assertEquals(
        "{\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}}",
        doors.features.last().options().path("constraints").toString());
    post("\"response_format\":{\"type\":\"json_object\"}," + ASK);
    assertEquals(
        "{\"schema\":{\"type\":\"object\"}}",
        doors.features.last().options().path("constraints").toString());
  }

  @Test
  void aSchemaThatCannotBeKeptIsRefusedByKeywordAndPointer() throws IOException {
    doors.features.script((request, sink, cancelled) -> {
      throw new RefusedException(
          new Refusal.UnsupportedSchema("/oneOf", "unsupported keyword \"oneOf\""));
    });
    Reply reply = post(ASK);
    assertEquals(422, reply.status());
    assertEquals("unsupported-schema", reply.json().at("/error/code").asText());
    assertEquals("/oneOf", reply.json().at("/error/param").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"response_format\":{\"type\":\"grammar\"},'|unsupported-option",
        "'\"response_format\":{\"type\":\"json_schema\"},'|invalid-input",
        "'\"top_p\":0.5,'|unsupported-option",
        "'\"n\":2,'|unsupported-option"
      })
  void whatIsNotKeptIsRefused(String option, String code) throws IOException {
    assertEquals(code, post(option + ASK).json().at("/error/code").asText());
  }

  private List<String> names() throws IOException {
    return SocketHttp.get(doors.socket(), "/openai/v1/models")
        .json()
        .path("data")
        .findValuesAsText("id");
  }

  private static Answer said(String text, String finish) {
    Answer plain = ScriptedFeatures.answer("generate", "");
    ObjectNode output =
        JsonNodeFactory.instance.objectNode().put("text", text).put("finish", finish);
    return new Answer(
        plain.id(),
        plain.feature(),
        output,
        plain.by(),
        plain.place(),
        plain.reason(),
        plain.base(),
        plain.adapter(),
        plain.guard(),
        plain.usage(),
        plain.timing());
  }

  private Reply post(String fields) throws IOException {
    return SocketHttp.post(doors.socket(), CHAT, "{" + fields + "}");
  }
}
