// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.router.Piece;
import dev.hob.router.Plan;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Run;
import dev.hob.router.SystemClock;
import dev.hob.router.testing.Works;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudExecutorTest {
  private static final Decision ALLOWED = Works.decision(Set.of(Place.CLOUD), 2048);

  /// Small sizes, and a breaker that a test can wait for.
  private static final CloudOptions.Limits SMALL = limits(Duration.ofSeconds(20));

  /// For tests that wait the silence out; long enough for a handshake on a busy machine.
  private static final CloudOptions.Limits IMPATIENT = limits(Duration.ofSeconds(2));

  private static CloudOptions.Limits limits(Duration silence) {
    return new CloudOptions.Limits(
        Duration.ofSeconds(20),
        silence,
        Duration.ofSeconds(40),
        1,
        Duration.ofMillis(1500),
        4096,
        64 << 10);
  }

  private final SystemClock clock = new SystemClock();
  private @Nullable HttpsUpstream started;
  private @Nullable Path temporary;

  @BeforeAll
  void start(@TempDir Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    started = new HttpsUpstream(folder);
    temporary = folder;
  }

  @AfterEach
  void nothingIsLeft() {
    upstream().endAnswers();
  }

  @AfterAll
  void stop() {
    upstream().close();
    clock.close();
  }

  private HttpsUpstream upstream() {
    return Objects.requireNonNull(started);
  }

  private Path folder() {
    return Objects.requireNonNull(temporary);
  }

  private CloudExecutor executor(CloudOptions.Limits limits) {
    return new CloudExecutor(
        new CloudOptions(
            upstream().endpoint(),
            "big",
            Optional.empty(),
            Optional.of(upstream().certificate()),
            limits),
        clock);
  }

  private CloudExecutor executor() {
    return executor(CloudOptions.Limits.of(Duration.ofSeconds(20), 1));
  }

  private static Plan plan() {
    return Works.plan("summarize", "A private text.", 64);
  }

  private static List<Piece> answer(CloudExecutor executor) throws InterruptedException {
    try (Run run = executor.start(plan(), ALLOWED)) {
      List<Piece> pieces = new ArrayList<>();
      do {
        pieces.add(run.next());
      } while (!(pieces.getLast() instanceof Piece.Finished));
      return pieces;
    }
  }

  private static Refusal.CloudUnreachable unreachable(CloudExecutor executor) {
    return assertInstanceOf(
        Refusal.CloudUnreachable.class,
        assertThrows(RefusedException.class, () -> answer(executor)).why());
  }

  @Test
  void streamsTextAndTakesTheUpstreamsNameReasonAndCount() throws InterruptedException {
    upstream()
        .answers(s ->
            s.raw(": hello\n\n")
                .raw("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n")
                .delta("It ")
                .raw("event: message\r\nid: 7\r\ndata: {\"choices\":[{\"delta\":")
                .raw("{\"content\":\"r\\u00e4ins\"}}]}\r\n\r\n")
                .finish("length")
                .raw(
                    "data: {\"choices\":[],\"usage\":{\"completion_tokens\":17,"
                        + "\"prompt_tokens\":5}}\n\ndata: [DONE]\n\n"));
    assertEquals(
        List.of(
            new Piece.Started("scripted", Optional.empty(), 0, 0),
            new Piece.Text("It "),
            new Piece.Text("räins"),
            new Piece.Finished(Piece.Why.LENGTH, 17, Double.NaN)),
        answer(executor()));
  }

  @Test
  void asksForAStreamWithThePlansLimitsAndShowsItsKey() throws InterruptedException, IOException {
    upstream().answers(s -> s.delta("x").done());
    Path key = folder().resolve("key");
    Files.writeString(key, "s3cret\n");
    CloudExecutor executor =
        new CloudExecutor(
            new CloudOptions(
                URI.create(upstream().endpoint() + "/"),
                "big:{role}",
                Optional.of(key),
                Optional.of(upstream().certificate()),
                SMALL),
            clock);
    answer(executor);
    JsonNode sent = new ObjectMapper().readTree(upstream().bodies().getFirst());
    assertEquals("big:summarize", sent.path("model").asText());
    assertEquals("A private text.", sent.path("messages").path(0).path("content").asText());
    assertTrue(sent.path("stream").asBoolean());
    assertEquals(64, sent.path("max_tokens").asInt());
    assertEquals(List.of("Bearer s3cret"), upstream().authorizations());
  }

  @Test
  void sendsAnotherHobOnlyTheMessages() throws InterruptedException, IOException {
    upstream().answers(s -> s.delta("x").done());
    answer(
        new CloudExecutor(
            new CloudOptions(
                upstream().endpoint(),
                "hob/{role}",
                Optional.empty(),
                Optional.of(upstream().certificate()),
                SMALL),
            clock));
    JsonNode sent = new ObjectMapper().readTree(upstream().bodies().getFirst());
    assertEquals("hob/summarize", sent.path("model").asText());
    assertTrue(sent.path("max_tokens").isMissingNode() && sent.path("temperature").isMissingNode());
  }

  @Test
  void tries503OnceMoreAndNeverAfterTheFirstToken() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    upstream()
        .answers(s -> {
          if (calls.incrementAndGet() == 1) {
            s.status(503);
          } else {
            s.delta("late").done();
          }
        });
    assertEquals(new Piece.Text("late"), answer(executor()).get(1));
    assertEquals(2, calls.get());

    calls.set(0);
    upstream()
        .answers(s -> {
          calls.incrementAndGet();
          s.delta("half").drop();
        });
    Refusal.CloudUnreachable broke = unreachable(executor());
    assertEquals(1, calls.get());
    assertTrue(broke.cause().contains("broke"), broke::toString);
  }

  @Test
  void aRefusalOfTheUpstreamIsNotTriedAgainAndKeepsItsRetryAfter() {
    upstream().answers(s -> s.status(429, "Retry-After", "7"));
    Refusal.CloudUnreachable busy = unreachable(executor());
    assertEquals("HTTP 429", busy.cause());
    assertEquals(Duration.ofSeconds(7), busy.retryAfter());
    assertEquals(upstream().endpoint().toString(), busy.endpoint());
    assertEquals(1, upstream().bodies().size());
  }

  @Test
  void anAnswerThatIsNoEventStreamIsRefused() {
    upstream().answers(s -> s.json("{\"choices\":[]}"));
    assertTrue(unreachable(executor()).cause().contains("application/json"));
  }

  @Test
  void garbageInTheStreamIsAFailureWithoutItsContent() {
    for (String garbage :
        List.of(
            "data: not json\n\n",
            "data: [1]\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":7}}]}\n\n",
            "data: {\"error\":{\"message\":\"A private text.\"}}\n\n")) {
      upstream().answers(s -> s.raw(garbage));
      assertFalse(unreachable(executor()).cause().contains("private"));
    }
    upstream().answers(s -> s.raw(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xC3, '\n', '\n'}));
    assertEquals("the stream is not UTF-8", unreachable(executor()).cause());
  }

  @Test
  void anEndlessLineOrAnEndlessAnswerIsBounded() {
    upstream().answers(s -> s.raw("data: " + "x".repeat(8192)));
    assertEquals("a line is longer than 4096 bytes", unreachable(executor(SMALL)).cause());
    upstream()
        .answers(s -> {
          while (s.isOpen()) {
            s.delta("y".repeat(1000));
          }
        });
    assertEquals("the stream is longer than 65536 bytes", unreachable(executor(SMALL)).cause());
    await().until(() -> upstream().open() == 0);
  }

  @Test
  void silenceBeforeOrAfterTheFirstTokenEndsTheCall() {
    upstream().answers(HttpsUpstream.Stream::stall);
    assertEquals("silent for 2000 ms", unreachable(executor(IMPATIENT)).cause());
    upstream().answers(s -> s.delta("one").stall());
    assertEquals("silent for 2000 ms", unreachable(executor(IMPATIENT)).cause());
  }

  @Test
  void aSlowDripIsNotSilence() throws InterruptedException {
    upstream()
        .answers(s -> {
          for (int i = 0; i < 5; i++) {
            s.delta("w");
            s.pause(600);
          }
          s.done();
        });
    assertEquals(7, answer(executor(IMPATIENT)).size());
  }

  @Test
  void aReaderThatStopsHoldsTheUpstreamBack() throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    upstream()
        .answers(s -> {
          while (s.isOpen() && sent.get() < 40_000) {
            s.delta("z".repeat(900));
            sent.incrementAndGet();
          }
        });
    try (Run run = executor().start(plan(), ALLOWED)) {
      run.next();
      // Socket buffers fill, then writing blocks: two looks a while apart see the same count.
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(20))
          .until(() -> before.getAndSet(sent.get()) == sent.get());
      assertTrue(sent.get() < 40_000, () -> sent + " events were taken in");
    }
    await().until(() -> upstream().open() == 0);
  }

  @Test
  void cancellingWhileItWaitsForTheFirstTokenClosesTheConnection() throws InterruptedException {
    int before = upstream().abandoned();
    upstream()
        .answers(s -> {
          while (s.isOpen()) {
            s.raw(": still thinking\n\n");
            s.pause(50);
          }
        });
    try (Run run = executor().start(plan(), ALLOWED)) {
      Thread canceller =
          Thread.ofVirtual()
              .start(() -> {
                await().until(() -> upstream().open() == 1);
                run.cancel();
              });
      assertEquals(Piece.Why.CANCELLED, assertInstanceOf(Piece.Finished.class, run.next()).why());
      canceller.join();
    }
    await().until(() -> upstream().abandoned() == before + 1);
  }

  @Test
  void anInterruptedConsumerStopsTheCall() throws InterruptedException {
    upstream().answers(HttpsUpstream.Stream::stall);
    AtomicInteger interrupted = new AtomicInteger();
    Thread consumer =
        Thread.ofVirtual()
            .start(() -> {
              try (Run run = executor().start(plan(), ALLOWED)) {
                run.next();
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
              }
            });
    await().until(() -> upstream().bodies().size() == 1);
    consumer.interrupt();
    consumer.join();
    assertEquals(1, interrupted.get());
  }

  @Test
  void opensAfterRepeatedFailuresAsksNobodyMeanwhileAndClosesAgain() throws InterruptedException {
    CloudExecutor executor = executor(SMALL);
    upstream().answers(s -> s.status(503));
    unreachable(executor);
    unreachable(executor);
    Refusal.CloudUnreachable open =
        assertInstanceOf(Refusal.CloudUnreachable.class, executor.unavailable().orElseThrow());
    assertEquals("HTTP 503", open.cause());
    assertTrue(open.retryAfter().toMillis() <= 1500);
    int asked = upstream().bodies().size();
    unreachable(executor);
    assertEquals(asked, upstream().bodies().size());
    upstream().answers(s -> s.delta("back").done());
    await().until(() -> executor.unavailable().isEmpty());
    assertEquals(new Piece.Text("back"), answer(executor).get(1));
  }

  @Test
  void aServerThatNobodyKnowsIsNotTrusted() {
    CloudExecutor executor =
        new CloudExecutor(
            new CloudOptions(
                upstream().endpoint(), "big", Optional.empty(), Optional.empty(), SMALL),
            clock);
    assertTrue(unreachable(executor).cause().startsWith("TLS failed"));
    assertEquals(0, upstream().bodies().size());
  }

  @Test
  void aServerThatIsNotThereIsSaidToRefuse() {
    CloudExecutor executor =
        new CloudExecutor(
            new CloudOptions(
                URI.create("https://127.0.0.1:9/v1"),
                "big",
                Optional.empty(),
                Optional.of(upstream().certificate()),
                SMALL),
            clock);
    assertEquals("connection refused", unreachable(executor).cause());
  }

  @Test
  void missingFilesAreNamedAndNothingIsSent() {
    for (boolean key : new boolean[] {true, false}) {
      Optional<Path> none = Optional.of(folder().resolve("none"));
      CloudExecutor executor =
          new CloudExecutor(
              new CloudOptions(
                  upstream().endpoint(),
                  "big",
                  key ? none : Optional.empty(),
                  key ? Optional.of(upstream().certificate()) : none,
                  SMALL),
              clock);
      assertTrue(unreachable(executor).cause().contains("none"));
    }
    assertEquals(0, upstream().bodies().size());
  }

  @Test
  void optionsRefuseWhatCannotBeMeant() {
    for (String bad : List.of("http://host/v1", "https:///v1", "https://u:p@host/v1")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new CloudOptions(URI.create(bad), "big", Optional.empty(), Optional.empty(), SMALL));
    }
  }
}
