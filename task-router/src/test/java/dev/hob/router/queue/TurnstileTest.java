// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.router.QueueClass;
import dev.hob.router.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class TurnstileTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeClock clock = new FakeClock();
  private final Turnstile turnstile = new Turnstile(QueueOptions.defaults(), clock);

  private Turn enter(QueueClass queueClass) {
    return turnstile.enter(queueClass, "app", 100, SECOND).orElseThrow();
  }

  private static boolean isGranted(Turn turn) {
    return turn.waitedNanos(Long.MAX_VALUE / 2) < Long.MAX_VALUE / 4;
  }

  @Test
  void keepsASlotForInteractiveWork() {
    List<Turn> standard = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      standard.add(enter(QueueClass.DEFAULT));
    }
    assertEquals(3, turnstile.active());
    assertFalse(isGranted(standard.get(3)));
    assertTrue(isGranted(enter(QueueClass.INTERACTIVE)));
  }

  @Test
  void backgroundTakesAtMostHalfOfTheSharedSlots() {
    enter(QueueClass.BACKGROUND);
    enter(QueueClass.BACKGROUND);
    assertEquals(1, turnstile.active());
    assertTrue(isGranted(enter(QueueClass.DEFAULT)));
  }

  @Test
  void leavingWhileWaitingLetsOthersPassAndWakesTheWaiter() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      enter(QueueClass.INTERACTIVE);
    }
    Turn waiting = enter(QueueClass.INTERACTIVE);
    AtomicBoolean came = new AtomicBoolean(true);
    Thread waiter = Thread.ofVirtual().start(() -> came.set(awaitQuietly(waiting)));
    waiting.close();
    waiter.join();
    assertFalse(came.get());
    assertEquals(0, turnstile.waiting().getOrDefault(QueueClass.INTERACTIVE, -1));
  }

  @Test
  void leavingARunningTurnGivesItToTheNext() throws InterruptedException {
    List<Turn> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(enter(QueueClass.INTERACTIVE));
    }
    Turn next = enter(QueueClass.INTERACTIVE);
    running.getFirst().close();
    running.getFirst().close();
    assertTrue(next.await());
    assertEquals(4, turnstile.active());
  }

  @Test
  void expectsNoWaitWhileASlotIsFreeAndTheWorkAheadOtherwise() {
    assertEquals(Duration.ZERO, turnstile.expectedWait(QueueClass.INTERACTIVE));
    for (int i = 0; i < 4; i++) {
      enter(QueueClass.INTERACTIVE);
    }
    // Four share the machine: the first of them ends after a quarter of their four seconds.
    assertEquals(SECOND, turnstile.expectedWait(QueueClass.INTERACTIVE));
    clock.advance(Duration.ofSeconds(2));
    assertEquals(Duration.ofMillis(500), turnstile.expectedWait(QueueClass.INTERACTIVE));
    enter(QueueClass.BACKGROUND);
    assertEquals(Duration.ofMillis(500), turnstile.expectedWait(QueueClass.INTERACTIVE));
    // Three seconds of work left, two of five ends to wait for.
    assertEquals(Duration.ofMillis(1200), turnstile.expectedWait(QueueClass.BACKGROUND));
  }

  /// Whatever happens, in any order, slots and queue are empty at the end and never overfull.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 4, 9, 16})
  void everyTurnThatIsLeftFreesItsPlace(long seed) {
    Random random = new Random(seed);
    List<Turn> held = new ArrayList<>();
    List<QueueClass> classes = List.of(QueueClass.values());
    for (int step = 0; step < 3000; step++) {
      clock.advance(Duration.ofMillis(random.nextInt(2000)));
      if (random.nextBoolean()) {
        Optional<Turn> turn =
            turnstile.enter(classes.get(random.nextInt(3)), "app" + random.nextInt(9), 1, SECOND);
        turn.ifPresent(held::add);
      } else if (!held.isEmpty()) {
        held.remove(random.nextInt(held.size())).close();
      }
      assertTrue(turnstile.active() <= 4);
      int waiting = turnstile.waiting().values().stream().mapToInt(n -> n).sum();
      assertEquals(held.size(), turnstile.active() + waiting);
      long granted = held.stream().filter(TurnstileTest::isGranted).count();
      assertEquals(turnstile.active(), granted);
    }
    held.forEach(Turn::close);
    assertEquals(0, turnstile.active());
  }

  private static boolean awaitQuietly(Turn turn) {
    try {
      return turn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
