// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HobClientTest {
  private static final String JSON = "200 OK\r\nContent-Type: application/json";
  private static final String STREAM = "200 OK\r\nContent-Type: text/event-stream";

  @TempDir Path folder;

  @Test
  void readsAnAnswerOverARealUnixSocket() throws IOException {
    Path socket = folder.resolve("hob.sock");
    try (ScriptedServer server =
            new ScriptedServer(socket, JSON, "{\"output\":{\"summary\":\"s\"}}");
        HobClient hob = HobClient.open(socket)) {
      assertEquals("s", hob.summarize("long").at("/output/summary").asText());
    }
  }

  @Test
  void namesTheSocketWhenNoDaemonAnswers() {
    try (HobClient hob = HobClient.open(folder.resolve("none.sock"))) {
      HobException gone = assertThrows(HobException.class, hob::status);
      assertEquals(69, gone.type().exitCode());
      assertEquals(true, String.valueOf(gone.getMessage()).contains("none.sock"));
    }
  }

  @Test
  void carriesTypeMembersAndRetryTimeOfAProblem() throws IOException {
    Path socket = folder.resolve("hob.sock");
    String body = "{\"type\":\"urn:hob:over-capacity\",\"retryAfter\":1500,\"queue\":9}";
    String head = "429 Too Many Requests\r\nContent-Type: application/problem+json";
    try (ScriptedServer server = new ScriptedServer(socket, head, body);
        HobClient hob = HobClient.open(socket)) {
      HobException refused = assertThrows(HobException.class, hob::status);
      HobException.Busy busy = assertInstanceOf(HobException.Busy.class, refused);
      assertEquals(Duration.ofMillis(1500), busy.retryAfter().orElseThrow());
      assertEquals(9, busy.document().path("queue").asInt());
    }
  }

  @Test
  void handsOutDeltasInOrderAndReturnsTheFinishedAnswer() throws IOException {
    Path socket = folder.resolve("hob.sock");
    String body =
        """
        event: accepted
        data: {"place":"device"}

        : a comment

        event: delta
        data: {"text":"Anna"}

        event: delta
        data: {"text":" moved"}

        event: done
        data: {"output":{"summary":"Anna moved"}}

        """;
    List<String> seen = new ArrayList<>();
    try (ScriptedServer server = new ScriptedServer(socket, STREAM, body);
        HobClient hob = HobClient.open(socket)) {
      var answer =
          hob.stream(
              "/v1/summarize",
              JsonNodeFactory.instance.objectNode(),
              event -> seen.add(event.name() + event.data().path("text").asText()));
      assertEquals("Anna moved", answer.at("/output/summary").asText());
    }
    assertEquals(List.of("accepted", "deltaAnna", "delta moved"), seen);
  }

  @Test
  void saysSoWhenTheStreamBreaksOffBeforeItsEnd() throws IOException {
    Path socket = folder.resolve("hob.sock");
    String body = "event: delta\ndata: {\"text\":\"half\"}\n\n";
    try (ScriptedServer server = new ScriptedServer(socket, STREAM, body);
        HobClient hob = HobClient.open(socket)) {
      var empty = JsonNodeFactory.instance.objectNode();
      assertThrows(
          HobException.Unreachable.class, () -> hob.stream("/v1/summarize", empty, event -> {}));
    }
  }

  @Test
  void prefersTheNamedSocketOverTheRuntimeFolder() {
    Map<String, String> both = Map.of("HOB_SOCKET", "/a/b.sock", "XDG_RUNTIME_DIR", "/run/x");
    assertEquals(Path.of("/a/b.sock"), SocketPath.find(both).orElseThrow());
    assertEquals(
        Path.of("/run/x/hob/hob.sock"),
        SocketPath.find(Map.of("XDG_RUNTIME_DIR", "/run/x")).orElseThrow());
  }

  @Test
  void readsUnknownProblemTypesAsInternal() {
    assertEquals(ProblemType.INTERNAL, ProblemType.of("urn:hob:never-heard-of"));
    for (ProblemType type : ProblemType.values()) {
      assertEquals(type, ProblemType.of(type.urn()));
    }
  }
}
