// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.router.admission.KeptRates;
import dev.hob.router.governor.MemoryGovernor;
import dev.hob.router.governor.ResidentMeter;
import dev.hob.router.testing.FakeClock;
import dev.hob.router.testing.FakeRegistry;
import dev.hob.router.testing.ScriptedExecutor;
import dev.hob.router.testing.Works;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One machine of 1000 tokens of prefill and 100 of decode a second, and one process after another.
/// Each request has 100 tokens of prompt and 12 of answer: 100 ms, then 110.
@Timeout(30)
class RatesOutliveTest {
  private static final int ANSWER = 12;
  private static final Circumstances HERE = new Circumstances("scripted", "amx", 2, "model=85");
  private static final Instant YESTERDAY = Instant.parse("2025-12-31T08:00:00Z");

  private final FakeClock clock = new FakeClock();
  private final Path file;

  RatesOutliveTest(@TempDir Path root) {
    file = root.resolve("state").resolve("rates");
  }

  private KeptRates kept() {
    return KeptRates.in(file, clock::instant);
  }

  private void keep(double prefill, double decode) {
    kept().keep(HERE, new KeptRates.Kept(prefill, decode, YESTERDAY));
  }

  private KeptRates.Kept left() {
    return kept().find(HERE).orElseThrow();
  }

  /// One process and its requests.
  private final class Hobd implements AutoCloseable {
    final ScriptedExecutor device = ScriptedExecutor.device().runsUnder(HERE);
    final TaskRouter router;
    private int gate;

    Hobd() {
      device.answers(
          "summarize",
          Collections.nCopies(ANSWER, ScriptedExecutor.text(" a")).toArray(Piece[]::new));
      device.gate(() -> {
        int at = gate++ % (ANSWER + 1);
        clock.advance(Duration.ofMillis(at == 0 ? 100 : at == ANSWER ? 0 : 10));
      });
      router =
          new TaskRouter(
              RouterOptions.of(
                      device,
                      Optional.empty(),
                      new MemoryGovernor(
                          new FakeRegistry(new Ledger()),
                          new Ledger(),
                          () -> Works.budgets(1000, 2048),
                          clock,
                          new ResidentMeter(Path.of("none"), clock)),
                      clock)
                  .withKept(kept()));
    }

    Prediction ask() throws InterruptedException {
      return ask(Deadline.NONE);
    }

    Prediction ask(Deadline deadline) throws InterruptedException {
      Work work = Works.text().tokens(100, 100, ANSWER).within(deadline).work();
      try (Ticket ticket =
          assertInstanceOf(Admission.Accepted.class, router.admit(work)).ticket()) {
        String prompt = String.join(" ", Collections.nCopies(100, "word"));
        try (Run run = ticket.run(Works.plan("summarize", prompt, 50))) {
          Piece piece = run.next();
          while (!(piece instanceof Piece.Finished)) {
            piece = run.next();
          }
        }
        return ticket.predicted();
      }
    }

    RateOrigin origin() {
      return router.status().places().getFirst().origin();
    }

    Rates rates() {
      return router.status().places().getFirst().rates();
    }

    @Override
    public void close() {
      router.close();
      device.assertAllClosed();
    }
  }

  private static Prediction predicted(int first, int finish) {
    return new Prediction(Duration.ofMillis(first), Duration.ofMillis(finish));
  }

  @Test
  void aMeasurementSavesTheNextProcessItsOwn() throws InterruptedException {
    try (Hobd first = new Hobd()) {
      assertEquals(new RateOrigin.Assumed(), first.origin());
      assertEquals(predicted(200, 440), first.ask());
      assertEquals(1, first.device.measurements());
      assertEquals(new RateOrigin.Measured(), first.origin());
    }
    try (Hobd next = new Hobd()) {
      assertEquals(predicted(300, 660), next.ask(), "its first run may be slower: margin three");
      assertEquals(0, next.device.measurements());
      assertEquals(1, next.device.started().size(), "the request itself, and nothing before it");
      assertInstanceOf(RateOrigin.Kept.class, next.origin());
      next.ask();
      assertEquals(new RateOrigin.Learnt(), next.origin());
    }
  }

  @Test
  void aMeasurementIsKeptEvenIfTheProcessIsKilled() throws InterruptedException {
    Hobd killed = new Hobd();
    killed.ask();
    assertEquals(1000, left().prefillTokensPerSecond());
    try (Hobd next = new Hobd()) {
      next.ask();
      assertEquals(0, next.device.measurements());
    }
    killed.close();
  }

  @Test
  void ratesOfOtherCircumstancesAreMeasuredAsIfNothingWereKept() throws InterruptedException {
    kept()
        .keep(
            new Circumstances("scripted", "vector", 2, "model=85"),
            new KeptRates.Kept(9, 9, YESTERDAY));
    try (Hobd hobd = new Hobd()) {
      assertEquals(predicted(200, 440), hobd.ask());
      assertEquals(1, hobd.device.measurements());
    }
  }

  @Test
  void ratesThatWereTenTimesTooFastAreForgottenAfterTwoRuns() throws InterruptedException {
    keep(10_000, 1000);
    try (Hobd hobd = new Hobd()) {
      assertEquals(predicted(30, 66), hobd.ask());
      assertEquals(new RateOrigin.Kept(YESTERDAY), hobd.origin());
      hobd.ask();
      assertEquals(new Rates(1000, 100, 3), hobd.rates());
      assertEquals(new RateOrigin.Learnt(), hobd.origin());
      assertEquals(predicted(200, 440), hobd.ask());
      for (int i = 0; i < 8; i++) {
        hobd.ask();
      }
      // What the first two taught of their predictions (ten times too early) is no margin now.
      Prediction learnt = hobd.ask();
      assertEquals(Duration.ofMillis(100), learnt.firstToken());
      assertTrue(learnt.finish().compareTo(Duration.ofMillis(220)) <= 0, learnt::toString);
      assertEquals(0, hobd.device.measurements());
    }
    assertEquals(new KeptRates.Kept(1000, 100, left().at()), left());
    assertTrue(left().at().isAfter(YESTERDAY), "what runs have shown has a date of its own");
  }

  @Test
  void ratesThatWereTenTimesTooSlowAreForgottenAfterOneRun() throws InterruptedException {
    keep(100, 10);
    try (Hobd hobd = new Hobd()) {
      assertEquals(predicted(3000, 6600), hobd.ask());
      assertEquals(predicted(300, 660), hobd.ask());
      assertEquals(predicted(200, 440), hobd.ask());
      assertEquals(0, hobd.device.measurements());
    }
  }

  /// Else nothing would ever run, and nothing correct them.
  @Test
  void keptRatesTurnNobodyAwayTheMachineIsMeasuredFirst() throws InterruptedException {
    keep(1, 1);
    Deadline deadline =
        new Deadline(Optional.of(Duration.ofMillis(300)), Optional.of(Duration.ofMillis(500)));
    try (Hobd hobd = new Hobd()) {
      assertEquals(predicted(200, 440), hobd.ask(deadline));
      assertEquals(1, hobd.device.measurements());
      assertEquals(new RateOrigin.Measured(), hobd.origin());
      Deadline out = new Deadline(Optional.of(Duration.ofMillis(1)), Optional.empty());
      Work late = Works.text().tokens(100, 100, ANSWER).within(out).work();
      assertInstanceOf(
          Refusal.DeadlineUnreachable.class,
          assertInstanceOf(Admission.Refused.class, hobd.router.admit(late)).why());
      assertEquals(1, hobd.device.measurements(), "measured rates may turn work away");
    }
    assertEquals(1000, left().prefillTokensPerSecond());
  }

  private static Deadline first(int millis) {
    return new Deadline(Optional.of(Duration.ofMillis(millis)), Optional.empty());
  }

  private static Work workWithin(Deadline deadline) {
    return Works.text().tokens(100, 100, ANSWER).within(deadline).work();
  }

  private static Refusal refused(Hobd hobd, Deadline deadline) {
    Admission admission = hobd.router.admit(workWithin(deadline));
    return assertInstanceOf(Admission.Refused.class, admission).why();
  }

  private static Ticket accepted(Hobd hobd, Deadline deadline) {
    Admission admission = hobd.router.admit(workWithin(deadline));
    return assertInstanceOf(Admission.Accepted.class, admission).ticket();
  }

  /// A first token within 400 ms is in reach alone (300), not beside another (600).
  @Test
  void aDeadlineThatOnlyLoadMissesIsNotMeasuredFor() {
    keep(1000, 100);
    try (Hobd hobd = new Hobd();
        Ticket running = accepted(hobd, Deadline.NONE)) {
      assertEquals(predicted(300, 660), running.predicted());
      assertInstanceOf(Refusal.DeadlineUnreachable.class, refused(hobd, first(400)));
      assertEquals(0, hobd.device.measurements());
      assertEquals(new RateOrigin.Kept(YESTERDAY), hobd.origin());
      running.close();
      accepted(hobd, first(400)).close();
      assertEquals(0, hobd.device.measurements());
    }
    assertEquals(new KeptRates.Kept(1000, 100, YESTERDAY), left());
  }

  @Test
  void aDeadlineThatOnlyTheQueueMissesIsNotMeasuredFor() {
    keep(1000, 100);
    try (Hobd hobd = new Hobd()) {
      List<Ticket> ahead =
          IntStream.range(0, 8).mapToObj(_ -> accepted(hobd, Deadline.NONE)).toList();
      assertInstanceOf(Refusal.DeadlineUnreachable.class, refused(hobd, first(1300)));
      ahead.forEach(Ticket::close);
      assertEquals(0, hobd.device.measurements());
    }
  }

  /// Beside a run a measurement would be wrong; the run says how fast the machine is.
  @Test
  void nothingIsMeasuredWhileSomethingRuns() throws InterruptedException {
    keep(1, 1);
    try (Hobd hobd = new Hobd()) {
      try (Ticket _ = accepted(hobd, Deadline.NONE)) {
        assertInstanceOf(Refusal.DeadlineUnreachable.class, refused(hobd, first(400)));
        assertEquals(0, hobd.device.measurements());
      }
      assertEquals(predicted(200, 440), hobd.ask(first(400)));
      assertEquals(1, hobd.device.measurements());
    }
  }

  @Test
  void aMeasurementThatARequestCameBesideTellsNothing() {
    keep(1, 1);
    try (Hobd hobd = new Hobd()) {
      hobd.device.whileMeasured(() -> accepted(hobd, Deadline.NONE).close());
      assertInstanceOf(Refusal.DeadlineUnreachable.class, refused(hobd, first(400)));
      assertEquals(1, hobd.device.measurements());
      assertEquals(new RateOrigin.Kept(YESTERDAY), hobd.origin());
      hobd.device.whileMeasured(() -> {});
      accepted(hobd, first(400)).close();
      assertEquals(new RateOrigin.Measured(), hobd.origin());
    }
  }

  @Test
  void whatIsKeptIsKnownOnceTheBaseIsWarm() throws InterruptedException {
    Beginning beginning = new Beginning("summarize", new Prompt(List.of(), 0), Chat.NONE);
    try (Hobd hobd = new Hobd()) {
      hobd.router.warm(beginning, Optional.empty());
      assertEquals(new RateOrigin.Assumed(), hobd.origin());
    }
    keep(500, 50);
    try (Hobd hobd = new Hobd()) {
      hobd.router.warm(beginning, Optional.empty());
      assertEquals(new RateOrigin.Kept(YESTERDAY), hobd.origin());
      assertEquals(new Rates(500, 50, 1), hobd.rates());
      assertEquals(0, hobd.device.measurements());
    }
  }

  /// A process of one request, over and over: what is kept comes to the truth from either side.
  @Test
  void oneRequestALoginIsEnoughToComeToTheTruth() throws InterruptedException {
    for (double wrong : List.of(10.0, 0.1)) {
      keep(1000 * wrong, 100 * wrong);
      for (int login = 0; login < 7; login++) {
        try (Hobd hobd = new Hobd()) {
          hobd.ask();
          assertEquals(0, hobd.device.measurements());
        }
      }
      // A factor of ten, halved seven times in the exponent: within two in a hundred.
      assertEquals(1000, left().prefillTokensPerSecond(), 20);
      assertEquals(100, left().decodeTokensPerSecond(), 2);
    }
  }

  @Test
  void theFileIsNotWrittenForEachRequest() throws InterruptedException, IOException {
    keep(500, 50);
    byte[] before = Files.readAllBytes(file);
    Hobd hobd = new Hobd();
    for (int i = 0; i < 20; i++) {
      hobd.ask();
    }
    assertArrayEquals(before, Files.readAllBytes(file));
    clock.advance(Duration.ofMinutes(10));
    hobd.ask();
    assertArrayEquals(before, Files.readAllBytes(file), "no request waits for a file");
    clock.advance(Duration.ZERO);
    assertEquals(1000, left().prefillTokensPerSecond());
    byte[] after = Files.readAllBytes(file);
    hobd.close();
    assertArrayEquals(after, Files.readAllBytes(file), "nothing was learnt since");
    assertEquals(0, clock.alarms());
  }

  @Test
  void aProcessThatLearntNothingLeavesTheDateAsItWas() throws InterruptedException {
    keep(500, 50);
    try (Hobd hobd = new Hobd()) {
      Work work = Works.text().tokens(100, 100, ANSWER).work();
      assertInstanceOf(Admission.Accepted.class, hobd.router.admit(work)).ticket().close();
    }
    assertEquals(new KeptRates.Kept(500, 50, YESTERDAY), left());
  }

  @Test
  void aFileOfRubbishIsMeasuredOver() throws InterruptedException, IOException {
    keep(500, 50);
    Files.write(file, new byte[] {0, -1, 'x'});
    try (Hobd hobd = new Hobd()) {
      assertEquals(predicted(200, 440), hobd.ask());
      assertEquals(1, hobd.device.measurements());
    }
    assertFalse(kept().find(HERE).isEmpty());
  }
}
