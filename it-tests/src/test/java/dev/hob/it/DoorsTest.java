// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.HobException;
import dev.hob.client.PrivateHob;
import dev.hob.client.ProblemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One daemon, asked in every right and wrong way over its socket.
class DoorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT =
      "The review moved to 15:30. Anna Berg brings the slides. Lunch is at noon in room B.";

  private static PrivateHob hob;

  @BeforeAll
  static void start() {
    hob = Hobs.start();
  }

  @AfterAll
  static void stop() {
    if (hob != null) {
      hob.close();
    }
  }

  @Test
  void answersWithPlaceReasonGuardAndTimings() {
    JsonNode answer = hob.client().summarize(TEXT);
    assertFalse(answer.at("/output/summary").asText().isBlank());
    assertEquals("device", answer.path("place").asText());
    assertFalse(answer.path("reason").asText().isBlank());
    assertTrue(answer.at("/timing/total").isIntegralNumber());
    assertTrue(answer.at("/timing/predicted/finish").isIntegralNumber());
  }

  @Test
  void runsTheModelWhenAskedTo() throws IOException {
    JsonNode answer =
        hob.client()
            .post(
                "/v1/summarize",
                JSON.readTree(
                    "{\"input\": {\"text\": \""
                        + TEXT
                        + "\"}, \"options\": {\"method\": \"model\"}}"));
    assertEquals("summarize", answer.at("/adapter/name").asText());
    assertTrue(answer.at("/guard/checked").asBoolean());
    assertTrue(answer.path("base").asText().startsWith("sha256:"));
    assertTrue(answer.at("/usage/promptTokens").asInt() > 10);
  }

  @Test
  void streamsAcceptanceThenTextThenTheSameAnswer() throws IOException {
    List<String> names = new ArrayList<>();
    JsonNode body = JSON.readTree("{\"input\": {\"text\": \"" + TEXT + "\"}}");
    JsonNode answer = hob.client().stream("/v1/summarize", body, event -> names.add(event.name()));
    assertEquals("accepted", names.getFirst());
    assertTrue(names.contains("delta") || names.contains("replace"), names.toString());
    assertFalse(answer.at("/output/summary").asText().isBlank());
  }

  @Test
  void keepsSocketAndFolderToTheirOwner() throws IOException {
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(hob.socket())));
    assertEquals(
        "rwx------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(hob.socket().resolveSibling("."))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/summarize | {"input": {"text": ""}}                           | invalid-input
          /v1/summarize | {"input": {"txet": "a"}}                          | invalid-input
          /v1/summarize | {"input": {"text": 7}}                            | invalid-input
          /v1/summarize | {"input": {"text": "a"}, "colour": "blue"}        | invalid-input
          /v1/summarize | {"input": {"text": "a"}, "input": {"text": "b"}}  | invalid-input
          /v1/summarize | {"input": {"text": "a"                            | invalid-input
          /v1/summarize | []                                                | invalid-input
          /v1/summarize | {"input": {"text": "a"}, "options": {"tone": 1}}  | unsupported-option
          /v1/proofread | {"input": {"text": ""}}                           | invalid-input
          /v1/digest    | {"input": {"notifications": [{"id": 1}]}}         | invalid-input
          /v1/translate | {"input": {"text": "a"}}                          | unknown-feature
          """)
  void refusesWhatItDoesNotUnderstandByType(String path, String body, String type)
      throws IOException {
    String answer = RawHttp.post(hob.socket(), path, body.getBytes(StandardCharsets.UTF_8));
    assertTrue(answer.contains("application/problem+json"), answer);
    assertTrue(answer.contains("urn:hob:" + type), answer);
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws IOException {
    byte[] body = "{\"input\": {\"text\": \"a??b\"}}".getBytes(StandardCharsets.UTF_8);
    body[21] = (byte) 0xc3;
    body[22] = (byte) 0x28;
    String answer = RawHttp.post(hob.socket(), "/v1/summarize", body);
    assertTrue(answer.contains("urn:hob:invalid-input"), answer);
  }

  @Test
  void cutsNothingButSaysHowMuchWasAskedAndHowMuchIsAllowed() throws IOException {
    String text = "The review moved to 15:30 today. ".repeat(1500);
    JsonNode body = JSON.createObjectNode().set("input", JSON.createObjectNode().put("text", text));
    HobException refused =
        assertThrows(HobException.class, () -> hob.client().post("/v1/summarize", body));
    assertEquals(ProblemType.TOO_LARGE, refused.type());
    JsonNode document = refused.document();
    assertTrue(document.path("requested").asLong() > document.path("quota").asLong());
    assertEquals("tokens", document.path("unit").asText());
  }

  @Test
  void worksOnALongTextInSectionsWhenAskedTo() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int day = 1; day <= 400; day++) {
      text.append("On day ")
          .append(day)
          .append(" the crew planted ")
          .append(day * 3)
          .append(" trees along the northern road. ");
    }
    var body = JSON.createObjectNode().put("onOverflow", "sections");
    body.putObject("input").put("text", text.toString());
    JsonNode answer = hob.client().post("/v1/summarize", body);
    assertFalse(answer.at("/output/summary").asText().isBlank());
  }

  @Test
  void refusesABodyOverItsLimitAndGoesOn() throws IOException {
    byte[] huge = new byte[40 << 20];
    java.util.Arrays.fill(huge, (byte) ' ');
    String answer;
    try {
      answer = RawHttp.post(hob.socket(), "/v1/summarize", huge);
    } catch (IOException hungUp) {
      answer = "urn:hob:too-large"; // the daemon answered and closed before it had read all
    }
    assertTrue(answer.contains("urn:hob:too-large"), answer);
    assertEquals("device", hob.client().summarize(TEXT).path("place").asText());
  }

  @Test
  void correctsATextWithEditsThatGiveExactlyItsText() {
    String text = "I have recieved the the plan, file v2.1 is at https://example.org/a_b.";
    JsonNode answer = hob.client().proofread(text);
    StringBuilder edited = new StringBuilder(text);
    JsonNode edits = answer.at("/output/edits");
    for (int i = edits.size() - 1; i >= 0; i--) {
      int from = edits.get(i).path("offset").asInt();
      edited.replace(
          from,
          from + edits.get(i).path("length").asInt(),
          edits.get(i).path("replacement").asText());
    }
    assertEquals(answer.at("/output/text").asText(), edited.toString());
    assertTrue(edited.toString().contains("received the plan"), edited.toString());
    assertTrue(edited.toString().contains("v2.1 is at https://example.org/a_b"), edited.toString());
  }

  @Test
  void countsTokensAgainstTheQuota() throws IOException {
    JsonNode count =
        hob.client()
            .post(
                "/v1/count",
                JSON.readTree(
                    "{\"feature\": \"summarize\", \"input\": {\"text\": \"" + TEXT + "\"}}"));
    assertTrue(count.path("tokens").asLong() > 10);
    assertTrue(count.path("quota").asLong() > 1000);
  }

  @Test
  void usesThePrefixThatWasWarmedAndGivesTheSameText() throws IOException {
    hob.client().post("/v1/warm", JSON.createObjectNode().put("feature", "summarize"));
    JsonNode body =
        JSON.readTree(
            "{\"input\": {\"text\": \"" + TEXT + "\"}, \"options\": {\"method\": \"model\"}}");
    JsonNode first = hob.client().post("/v1/summarize", body);
    JsonNode second = hob.client().post("/v1/summarize", body);
    assertTrue(second.at("/usage/cachedTokens").asInt() > 0, second.toString());
    assertEquals(first.at("/output/summary"), second.at("/output/summary"));
  }

  @Test
  void showsLedgerAndKernelFiguresSideBySide() {
    hob.client().summarize(TEXT);
    JsonNode memory = hob.client().status().path("memory");
    assertTrue(memory.at("/kernel/rss").asLong() > 0, memory.toString());
    assertTrue(memory.path("budget").asLong() > 0, memory.toString());
    assertTrue(memory.has("ledger"), memory.toString());
  }
}
