// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Callers that go away, or stop reading: their work ends, the others' answers stay as they were.
class CancelTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LONG =
      "The crew planted forty trees along the northern road and Anna Berg counted them. "
          .repeat(40);

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
  void endsTheWorkOfACallerThatHangsUpInMidStream() throws IOException {
    try (RawHttp caller = new RawHttp(hob.socket())) {
      caller.send("/v1/summarize", model(LONG), "text/event-stream");
      assertTrue(caller.readUntil("event:").contains("accepted"));
    }
    awaitIdle();
  }

  @Test
  void endsTheWorkOfCallersThatHangUpWhileQueued() throws IOException {
    List<RawHttp> callers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      RawHttp caller = new RawHttp(hob.socket());
      caller.send("/v1/summarize", model(LONG + i), "text/event-stream");
      callers.add(caller);
    }
    for (RawHttp caller : callers) {
      caller.close();
    }
    awaitIdle();
  }

  @Test
  void keepsOneAnswerUnchangedWhileOthersAreCancelledBesideIt() throws Exception {
    byte[] asked = model("The review moved to 15:30. Anna Berg brings the slides to room B.");
    JsonNode alone = hob.client().post("/v1/summarize", JSON.readTree(asked));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Callable<JsonNode> ask = () -> hob.client().post("/v1/summarize", JSON.readTree(asked));
        answers.add(threads.submit(ask));
        try (RawHttp leaving = new RawHttp(hob.socket())) {
          leaving.send("/v1/summarize", model(LONG), "text/event-stream");
          leaving.readUntil("event:");
        }
      }
      for (Future<JsonNode> answer : answers) {
        assertEquals(
            alone.at("/output/summary"), answer.get(60, TimeUnit.SECONDS).at("/output/summary"));
      }
    }
    awaitIdle();
  }

  @Test
  void servesOthersWhileOneCallerStopsReading() throws IOException {
    try (RawHttp stalled = new RawHttp(hob.socket())) {
      stalled.send("/v1/summarize", model(LONG), "text/event-stream");
      JsonNode answer = hob.client().summarize("The review moved to 15:30. Anna brings slides.");
      assertEquals("device", answer.path("place").asText());
    }
    awaitIdle();
  }

  private static void awaitIdle() {
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> hob.client().status().at("/queue/running").asInt(-1) == 0);
  }

  private static byte[] model(String text) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("input").put("text", text);
    body.putObject("options").put("method", "model");
    return body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
