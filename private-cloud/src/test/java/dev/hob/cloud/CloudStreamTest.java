// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.router.Piece;
import dev.hob.router.Run;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// An answer as it comes in: sound, broken, endless, silent, unwanted.
class CloudStreamTest extends WithUpstream {
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
}
