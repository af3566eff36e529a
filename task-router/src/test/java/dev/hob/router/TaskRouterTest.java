// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import static dev.hob.router.testing.ScriptedExecutor.mark;
import static dev.hob.router.testing.ScriptedExecutor.text;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.policy.decide.QuotaMeter;
import dev.hob.router.admission.Promises;
import dev.hob.router.governor.MemoryGovernor;
import dev.hob.router.governor.ResidentMeter;
import dev.hob.router.queue.QueueOptions;
import dev.hob.router.testing.FakeClock;
import dev.hob.router.testing.FakeRegistry;
import dev.hob.router.testing.ScriptedExecutor;
import dev.hob.router.testing.Works;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskRouterTest {
  private final FakeClock clock = new FakeClock();
  private final Ledger ledger = new Ledger();
  private final ScriptedExecutor device =
      ScriptedExecutor.device().answers("summarize", mark("1"), text(" It"), text(" rains."));
  private final ScriptedExecutor cloud =
      ScriptedExecutor.cloud().answers("summarize", text("It rains there."));
  private final MemoryGovernor governor =
      new MemoryGovernor(
          new FakeRegistry(ledger),
          ledger,
          () -> Works.budgets(1000, 2048),
          clock,
          new ResidentMeter(Path.of("none"), clock));
  private final TaskRouter router =
      new TaskRouter(RouterOptions.of(device, Optional.of(cloud), governor, clock));

  @AfterEach
  void nothingIsLeft() {
    device.assertAllClosed();
    cloud.assertAllClosed();
  }

  private static Ticket ticket(Admission admission) {
    return assertInstanceOf(Admission.Accepted.class, admission).ticket();
  }

  private static Refusal refusal(Admission admission) {
    return assertInstanceOf(Admission.Refused.class, admission).why();
  }

  private static List<Piece> answer(Ticket ticket) throws InterruptedException {
    try (Run run = ticket.run(Works.plan("summarize", "a b c", 50))) {
      List<Piece> pieces = new ArrayList<>();
      do {
        pieces.add(run.next());
      } while (!(pieces.getLast() instanceof Piece.Finished));
      return pieces;
    }
  }

  private RouterStatus.PlaceStatus at(Place place) {
    return router.status().places().stream()
        .filter(p -> p.place() == place)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void answersOnTheDeviceWithReasonAndPrediction() throws InterruptedException {
    try (Ticket ticket = ticket(router.admit(Works.text().work()))) {
      assertEquals(Place.DEVICE, ticket.place());
      assertEquals("default", ticket.reason());
      // 100 tokens at 1000/s, then 20 at 100/s, margin two.
      assertEquals(
          new Prediction(Duration.ofMillis(200), Duration.ofMillis(600)), ticket.predicted());
      assertEquals(5, answer(ticket).size());
      assertEquals(1, at(Place.DEVICE).running());
    }
    assertEquals(0, at(Place.DEVICE).running());
    assertEquals(new Promises.Kept(1, 1, 1), router.status().predictions());
  }

  @Test
  void measuresTheDeviceOnceAndTheCloudNever() {
    ticket(router.admit(Works.text().work())).close();
    ticket(router.admit(Works.text().work())).close();
    ticket(
            router.admit(
                Works.text()
                    .places(Place.DEVICE, Place.CLOUD)
                    .asking(PlacePreference.CLOUD)
                    .work()))
        .close();
    assertEquals(1, device.measurements());
    assertEquals(0, cloud.measurements());
    assertEquals(0, at(Place.CLOUD).rates().samples());
  }

  @Test
  void aLateAnswerIsCountedAsAPredictionNotKept() throws InterruptedException {
    device.gate(() -> clock.advance(Duration.ofMillis(190)));
    try (Ticket ticket = ticket(router.admit(Works.text().work()))) {
      answer(ticket);
    }
    // First token after 190 ms of 200, finish after 4 x 190 of 600.
    assertEquals(new Promises.Kept(1, 0, 1), router.status().predictions());
  }

  @Test
  void cancelledWorkIsNoPredictionKeptOrBroken() throws InterruptedException {
    try (Ticket ticket = ticket(router.admit(Works.text().work()));
        Run run = ticket.run(Works.plan("summarize", "a", 5))) {
      run.next();
      ticket.cancel();
      assertEquals(Piece.Why.CANCELLED, assertInstanceOf(Piece.Finished.class, run.next()).why());
    }
    assertEquals(new Promises.Kept(0, 0, 0), router.status().predictions());
    assertEquals(0, at(Place.DEVICE).running());
  }

  @Test
  void cancelWhileQueuedWakesTheCallerAndLeavesNothing() throws InterruptedException {
    List<Ticket> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(ticket(router.admit(Works.text().work())));
    }
    Ticket queued = ticket(router.admit(Works.text().work()));
    AtomicReference<Refusal> told = new AtomicReference<>(new Refusal.Cancelled());
    CountDownLatch waiting = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              waiting.countDown();
              told.set(
                  assertThrows(
                          RefusedException.class, () -> queued.run(Works.plan("summarize", "a", 5)))
                      .why());
            });
    waiting.await();
    assertEquals(1, at(Place.DEVICE).queued().interactive());
    queued.cancel();
    caller.join();
    assertInstanceOf(Refusal.Cancelled.class, told.get());
    assertEquals(0, at(Place.DEVICE).queued().interactive());
    queued.close();
    running.forEach(Ticket::close);
    assertEquals(0, at(Place.DEVICE).running());
    assertEquals(0, device.started().size());
  }

  @Test
  void closingATicketInMidStreamClosesItsRunsAndFreesTheTurn() throws InterruptedException {
    Ticket ticket = ticket(router.admit(Works.text().work()));
    ticket.run(Works.plan("summarize", "a", 5)).next();
    ticket.run(Works.plan("summarize", "b", 5)).next();
    assertEquals(2, device.open());
    ticket.close();
    ticket.close();
    assertEquals(0, device.open());
    assertEquals(0, at(Place.DEVICE).running());
    assertThrows(RefusedException.class, () -> ticket.run(Works.plan("summarize", "a", 5)).close());
  }

  @Test
  void aFailureInMidStreamReachesTheCallerAsItsRefusal() throws InterruptedException {
    Refusal down = new Refusal.CloudUnreachable("https://c", "reset", Duration.ofSeconds(1));
    cloud.failsInMidStream("summarize", down);
    Works asked = Works.text().places(Place.DEVICE, Place.CLOUD).asking(PlacePreference.CLOUD);
    try (Ticket ticket = ticket(router.admit(asked.work()))) {
      assertEquals(down, assertThrows(RefusedException.class, () -> answer(ticket)).why());
    }
    assertEquals(new Promises.Kept(0, 0, 0), router.status().predictions());
  }

  @Test
  void anotherCloudTakesNewWorkWhileTheOldOneEndsItsOwn() throws InterruptedException {
    ScriptedExecutor other =
        ScriptedExecutor.cloud().answers("summarize", text("It rains elsewhere."));
    Works asked = Works.text().places(Place.DEVICE, Place.CLOUD).asking(PlacePreference.CLOUD);
    try (Ticket old = ticket(router.admit(asked.work()))) {
      router.useCloud(Optional.of(other));
      try (Ticket fresh = ticket(router.admit(asked.work()))) {
        answer(fresh);
        answer(old);
      }
    }
    assertEquals(1, other.started().size());
    assertEquals(1, cloud.started().size());
    router.useCloud(Optional.empty());
    assertInstanceOf(Refusal.Unavailable.class, refusal(router.admit(asked.work())));
  }

  @Test
  void backgroundWorkDoesNotHoldUpAPerson() {
    for (int i = 0; i < 6; i++) {
      ticket(router.admit(Works.text().as(QueueClass.BACKGROUND).work()));
    }
    Ticket person = ticket(router.admit(Works.text().work()));
    assertEquals(0, person.queuedMs());
    assertEquals(1, at(Place.DEVICE).running() - 1);
    assertEquals(5, at(Place.DEVICE).queued().background());
    router.close();
  }

  @Test
  void refusesWhenTheQueueIsFullAndSaysWhenToAskAgain() {
    TaskRouter small =
        new TaskRouter(
            RouterOptions.of(device, Optional.empty(), governor, clock)
                .withDeviceQueue(
                    new QueueOptions(1, 0, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(60))));
    ticket(small.admit(Works.text().work()));
    ticket(small.admit(Works.text().work()));
    Refusal.OverCapacity full =
        assertInstanceOf(Refusal.OverCapacity.class, refusal(small.admit(Works.text().work())));
    assertEquals(1, full.queue());
    // 300 ms at work and 300 ms waiting, and both must end.
    assertEquals(Duration.ofMillis(600), full.retryAfter());
    small.close();
  }

  @Test
  void predictsTheQueueAndRefusesADeadlineItCannotMeet() {
    for (int i = 0; i < 4; i++) {
      ticket(router.admit(Works.text().work()));
    }
    Deadline tight = new Deadline(Optional.of(Duration.ofMillis(250)), Optional.empty());
    Refusal.DeadlineUnreachable late =
        assertInstanceOf(
            Refusal.DeadlineUnreachable.class,
            refusal(router.admit(Works.text().within(tight).work())));
    // 300 ms until the first of four ends, then 100 ms shared with three, margin two.
    assertEquals(Duration.ofMillis(2 * 300 + 2 * 4 * 100), late.predicted().firstToken());
    router.close();
  }

  @Test
  void quotasAreTakenByAppAndTokensCountedWhenTheWorkEnds() throws InterruptedException {
    TaskRouter counted =
        new TaskRouter(
            RouterOptions.of(device, Optional.empty(), governor, clock)
                .withQuotas(new QuotaMeter(clock::instant)));
    Decision plain = Works.decision(Set.of(Place.DEVICE), 2048);
    Decision limited =
        new Decision(
            plain.outcome(),
            plain.places(),
            new Decision.Quota(2, 5),
            plain.budgets(),
            plain.rule(),
            plain.source());
    Works works = Works.text().decided(limited);
    try (Ticket first = ticket(counted.admit(works.work()))) {
      answer(first); // 3 tokens of prompt, 3 of answer
    }
    assertEquals(
        new Refusal.TooLarge(6 + 120, 5, "tokens per day"), refusal(counted.admit(works.work())));
    ticket(counted.admit(works.from("org.example.Other").work())).close();
    ticket(counted.admit(works.from("org.example.Other").work())).close();
    assertEquals(
        Duration.ofMinutes(1),
        assertInstanceOf(
                Refusal.OverCapacity.class,
                refusal(counted.admit(works.from("org.example.Other").work())))
            .retryAfter());
    assertEquals(0, counted.status().places().getFirst().running());
  }

  @Test
  void workThatNeedsNoModelTouchesNoPlace() {
    device.unavailable(new Refusal.Unavailable("summarize", "no base is installed"));
    try (Ticket ticket = ticket(router.admit(Works.text().tokens(0, 0, 0).work()))) {
      assertEquals(Place.DEVICE, ticket.place());
      assertEquals("no model call is needed", ticket.reason());
      assertEquals(0, at(Place.DEVICE).running());
    }
  }

  @Test
  void whatPolicyDeniesIsNotQueuedEvenIfAskedFor() {
    Decision plain = Works.decision(Set.of(Place.DEVICE), 2048);
    Decision denied =
        new Decision(
            Decision.Outcome.DENY,
            plain.places(),
            plain.quota(),
            plain.budgets(),
            "features.act",
            "10-admin.yaml:4");
    assertEquals(
        new Refusal.NotPermitted("features.act", "10-admin.yaml:4"),
        refusal(router.admit(Works.text().decided(denied).work())));
  }

  @Test
  void closingRefusesNewWorkAndWakesThoseWhoWait() throws InterruptedException {
    Ticket running = ticket(router.admit(Works.text().work()));
    Run run = running.run(Works.plan("summarize", "a", 5));
    run.next();
    router.close();
    assertEquals(Piece.Why.CANCELLED, assertInstanceOf(Piece.Finished.class, run.next()).why());
    running.close();
    assertInstanceOf(Refusal.Cancelled.class, refusal(router.admit(Works.text().work())));
  }

  @Test
  void manyCallersAtOnceAllEndAndLeaveNothing() {
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int number = i;
      callers.add(Thread.ofVirtual().start(() -> callAndMaybeLeave(number)));
    }
    await().until(() -> callers.stream().noneMatch(Thread::isAlive));
    assertEquals(0, at(Place.DEVICE).running());
    assertEquals(0, at(Place.DEVICE).queued().interactive());
    assertTrue(router.status().predictions().given() >= 20);
  }

  private void callAndMaybeLeave(int number) {
    Works works = Works.text().from("app" + number % 5);
    try (Ticket ticket = ticket(router.admit(works.work()))) {
      if (number % 2 == 0) {
        answer(ticket);
      } else if (number % 4 == 1) {
        ticket.run(Works.plan("summarize", "x", 5)).next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
