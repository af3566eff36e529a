// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.router.Piece;
import dev.hob.router.Refusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is asked of whom, and what a refusal becomes.
class CloudExecutorTest extends WithUpstream {
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
