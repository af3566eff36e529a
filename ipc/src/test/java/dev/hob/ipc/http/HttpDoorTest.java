// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.ipc.channel.BackgroundJob;
import dev.hob.ipc.testing.OpenDoors;
import dev.hob.ipc.testing.ScriptedFeatures;
import dev.hob.ipc.testing.SocketHttp;
import dev.hob.ipc.testing.SocketHttp.Reply;
import dev.hob.policy.Caller;
import dev.hob.policy.Place;
import dev.hob.router.QueueClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDoorTest {
  private static final RequestDesk.Limits SMALL =
      new RequestDesk.Limits(64 * 1024, 4, Duration.ofMillis(400));

  private OpenDoors doors;

  @BeforeEach
  void open() throws IOException {
    doors = new OpenDoors(SMALL);
  }

  @AfterEach
  void close() throws IOException {
    doors.close();
  }

  @Test
  void answersWithPlaceReasonAndTimings() throws IOException {
    Reply reply =
        SocketHttp.post(
            doors.socket(),
            "/v1/summarize",
            "{\"input\":{\"text\":\"a b\"},\"class\":\"interactive\"}");

    assertEquals(200, reply.status());
    assertEquals("a b", reply.json().at("/output/summary").asText());
    assertEquals("device", reply.json().path("place").asText());
    assertEquals(300, reply.json().at("/timing/predicted/finish").asInt());
    assertEquals(QueueClass.INTERACTIVE, doors.features.last().queueClass());
  }

  @Test
  void knowsTheProcessThatCalls() throws IOException {
    SocketHttp.post(doors.socket(), "/v1/summarize", "{\"input\":{\"text\":\"a\"}}");

    Caller caller = doors.features.last().caller();
    assertEquals(ProcessHandle.current().pid(), caller.pid());
    assertEquals(OpenDoors.ownUid(), caller.uid());
    assertEquals("java", caller.app());
    assertEquals(Caller.Trust.PROCESS, caller.trust());
  }

  @Test
  void turnsAwayAnotherUser() throws IOException {
    try (OpenDoors others = new OpenDoors(SMALL, OpenDoors.ownUid() + 1)) {
      Reply reply = SocketHttp.get(others.socket(), "/v1/status");

      assertEquals(403, reply.status());
      assertEquals("urn:hob:not-permitted", reply.json().path("type").asText());
    }
  }

  @Test
  void streamsAcceptedDeltasAndDoneInOrder() throws IOException {
    Reply reply =
        SocketHttp.send(
            doors.socket(),
            "POST",
            "/v1/summarize",
            List.of("Accept: text/event-stream"),
            "{\"input\":{\"text\":\"one two\"}}".getBytes(StandardCharsets.UTF_8));

    assertEquals(200, reply.status());
    List<String> names =
        reply.body().lines().filter(l -> l.startsWith("event: ")).map(l -> l.substring(7)).toList();
    assertEquals(List.of("accepted", "delta", "delta", "done"), names);
    assertTrue(reply.body().contains("data: {\"text\":\"one \"}"), reply.body());
  }

  @Test
  void refusalBeforeAcceptanceOfAStreamIsAPlainStatus() throws IOException {
    Reply reply = SocketHttp.post(doors.socket(), "/v1/paint", "{\"input\":{},\"stream\":true}");

    assertEquals(404, reply.status());
    assertEquals("urn:hob:unknown-feature", reply.json().path("type").asText());
    assertEquals("summarize", reply.json().at("/known/0").asText());
  }

  @Test
  void failureAfterAcceptanceOfAStreamIsAnErrorEvent() throws IOException {
    doors.features.script((request, sink, cancelled) -> {
      sink.accepted("r1", Place.DEVICE, "default", ScriptedFeatures.predicted());
      throw new ProblemException(new Problem.UnsupportedLanguage("de", List.of("en")));
    });

    Reply reply =
        SocketHttp.post(
            doors.socket(), "/v1/summarize", "{\"input\":{\"text\":\"a\"},\"stream\":true}");

    assertTrue(
        reply.body().contains("event: error\ndata: {\"type\":\"urn:hob:unsupported-language\""));
  }

  @Test
  void aClientThatLeavesCancelsItsRequest() throws IOException {
    doors.features.script(ScriptedFeatures::untilCancelled);
    try (SocketHttp http = new SocketHttp(doors.socket())) {
      http.write(
          "POST", "/v1/summarize", List.of(), "{\"input\":{}}".getBytes(StandardCharsets.UTF_8));
      await().until(() -> doors.features.started() == 1);
    }

    await().until(() -> doors.features.cancels() == 1);
  }

  @Test
  void aClientThatStopsReadingIsCutOffAndHoldsNoQueue() throws IOException {
    AtomicLong sent = new AtomicLong();
    String kilobyte = "x".repeat(1024);
    doors.features.script((request, sink, cancelled) -> {
      sink.accepted("r1", Place.DEVICE, "default", ScriptedFeatures.predicted());
      while (cancelled.getCount() > 0) {
        sink.delta(kilobyte);
        sent.incrementAndGet();
      }
      return ScriptedFeatures.answer("summarize", "");
    });
    try (SocketHttp http = new SocketHttp(doors.socket())) {
      http.write(
          "POST",
          "/v1/summarize",
          List.of("Accept: text/event-stream"),
          "{\"input\":{}}".getBytes(StandardCharsets.UTF_8));
      http.head();

      await().until(() -> doors.features.cancels() == 1);
    }
    assertTrue(sent.get() < 4096, "kilobytes taken in for a client that does not read: " + sent);
    assertEquals(200, SocketHttp.get(doors.socket(), "/v1/status").status());
  }

  @Test
  void refusesMoreRequestsThanMayBeInWork() throws IOException {
    doors.features.script(ScriptedFeatures::untilCancelled);
    SocketHttp[] busy = new SocketHttp[SMALL.requests()];
    for (int i = 0; i < busy.length; i++) {
      busy[i] = new SocketHttp(doors.socket());
      busy[i].write(
          "POST", "/v1/summarize", List.of(), "{\"input\":{}}".getBytes(StandardCharsets.UTF_8));
    }
    await().until(() -> doors.features.started() == SMALL.requests());

    Reply reply = SocketHttp.get(doors.socket(), "/v1/status");

    assertEquals(429, reply.status());
    assertEquals("urn:hob:over-capacity", reply.json().path("type").asText());
    assertTrue(reply.head().contains("retry-after: 1") || reply.json().has("retryAfter"));
    for (SocketHttp http : busy) {
      http.close();
    }
    await().until(() -> SocketHttp.get(doors.socket(), "/v1/status").status() == 200);
  }

  @Test
  void refusesABodyOverTheLimitWithBothFigures() throws IOException {
    byte[] body =
        ("{\"input\":{\"text\":\"" + "x".repeat(70_000) + "\"}}").getBytes(StandardCharsets.UTF_8);
    Reply reply = SocketHttp.send(doors.socket(), "POST", "/v1/summarize", List.of(), body);

    assertEquals(413, reply.status());
    assertEquals(body.length, reply.json().path("requested").asInt());
    assertEquals(SMALL.bodyBytes(), reply.json().path("quota").asInt());
    assertEquals("bytes", reply.json().path("unit").asText());
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws IOException {
    byte[] body = "{\"input\":{\"text\":\"caf\u00e9\"}}".getBytes(StandardCharsets.ISO_8859_1);
    Reply reply = SocketHttp.send(doors.socket(), "POST", "/v1/summarize", List.of(), body);

    assertEquals(400, reply.status());
    assertEquals("UTF-8", reply.json().path("expected").asText());
    assertTrue(reply.json().path("got").asText().endsWith("at byte 21"), reply.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                         | ''          | an empty body",
        "[]                                         | ''          | an array",
        "{\"input\":{}                              | ''          | at line 1",
        "{\"input\":{},\"input\":{}}                | ''          | Duplicate",
        "{\"input\":{}} x                           | ''          | at line 1",
        "{\"input\":{},\"colour\":1}                | /colour     | an unknown field",
        "{\"input\":\"text\"}                       | /input      | a string",
        "{\"options\":{}}                           | /input      | nothing",
        "{\"input\":{},\"options\":[]}              | /options    | an array",
        "{\"input\":{},\"class\":\"urgent\"}        | /class      | urgent",
        "{\"input\":{},\"class\":3}                 | /class      | a number",
        "{\"input\":{},\"place\":\"moon\"}          | /place      | moon",
        "{\"input\":{},\"onOverflow\":\"cut\"}      | /onOverflow | cut",
        "{\"input\":{},\"stream\":\"yes\"}          | /stream     | a string",
        "{\"input\":{},\"deadline\":{\"soon\":1}}   | /deadline/soon | an unknown field",
        "{\"input\":{},\"deadline\":{\"finish\":0}} | /deadline/finish | 0",
        "{\"input\":{},\"deadline\":{\"finish\":1.5}} | /deadline/finish | 1.5",
        "{\"input\":{\"text\":\"\\ud800\"}}         | /input/text | half of a surrogate pair",
      })
  void refusesByPointer(String body, String pointer, String got) throws IOException {
    Reply reply = SocketHttp.post(doors.socket(), "/v1/summarize", body);

    assertEquals(400, reply.status(), reply.body());
    assertEquals("urn:hob:invalid-input", reply.json().path("type").asText());
    assertEquals(pointer, reply.json().path("pointer").asText());
    assertTrue(reply.json().path("got").asText().contains(got), reply.body());
  }

  @Test
  void anUnexpectedFailureShowsAnIncidentAndNoContent() throws IOException {
    doors.features.script((request, sink, cancelled) -> {
      throw new IllegalStateException("secret text");
    });
    Reply reply = SocketHttp.post(doors.socket(), "/v1/summarize", "{\"input\":{}}");

    assertEquals(500, reply.status());
    assertFalse(reply.body().contains("secret"));
    assertEquals(36, reply.json().path("incident").asText().length());
  }

  @Test
  void digestWithoutNotificationsReadsTheInboxAndIsAnnounced() throws IOException {
    SocketHttp.post(doors.socket(), "/v1/digest", "{\"input\":{\"inbox\":true}}");

    JsonNode input = doors.features.last().input();
    assertTrue(input.path("notifications").isArray());
    assertTrue(input.has("now"));
    assertEquals(1, doors.digests.size());
  }

  @Test
  void workNobodyWaitsForIsQueued() throws IOException {
    Reply warm =
        SocketHttp.post(
            doors.socket(), "/v1/warm", "{\"feature\":\"summarize\",\"class\":\"background\"}");
    Reply digest = SocketHttp.post(doors.socket(), "/v1/digest", "{\"class\":\"background\"}");

    assertEquals(202, warm.status());
    assertEquals(202, digest.status());
    assertEquals(new BackgroundJob.Warm("summarize", Optional.empty()), doors.jobs.getFirst());
    assertTrue(doors.jobs.get(1) instanceof BackgroundJob.DigestInbox);
  }

  @Test
  void unknownPathsAndMethodsAreProblemsToo() throws IOException {
    assertEquals(404, SocketHttp.get(doors.socket(), "/v2/status").status());
    Reply reply = SocketHttp.get(doors.socket(), "/v1/summarize");
    assertEquals(405, reply.status());
    assertEquals("about:blank", reply.json().path("type").asText());
  }

  @Test
  void consentIsGivenAndTakenBack() throws IOException {
    assertTrue(
        SocketHttp.post(doors.socket(), "/v1/consent", "{\"granted\":true}")
            .json()
            .path("granted")
            .asBoolean());
    assertFalse(
        SocketHttp.post(doors.socket(), "/v1/consent", "{\"granted\":false}")
            .json()
            .path("granted")
            .asBoolean());
  }

  @Test
  void countsAndWarms() throws IOException {
    Reply count =
        SocketHttp.post(
            doors.socket(), "/v1/count", "{\"feature\":\"summarize\",\"input\":{\"text\":\"a\"}}");
    assertTrue(count.json().path("fits").asBoolean());
    assertEquals(
        200, SocketHttp.post(doors.socket(), "/v1/warm", "{\"feature\":\"summarize\"}").status());
    assertEquals(
        404, SocketHttp.post(doors.socket(), "/v1/warm", "{\"feature\":\"paint\"}").status());
  }
}
