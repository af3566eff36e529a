// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.router.QueueClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairQueueTest {
  private static final Set<QueueClass> ALL = EnumSet.allOf(QueueClass.class);
  private static final List<QueueClass> CLASSES = List.copyOf(ALL);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final QueueOptions OPTIONS =
      new QueueOptions(4, 1, 12, 4, Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final FairQueue<String> queue = new FairQueue<>(OPTIONS);

  private boolean offer(String item, QueueClass queueClass, String app, long at, long cost) {
    return queue.offer(new FairQueue.Entry<>(item, queueClass, app, at, cost));
  }

  private String poll(long at) {
    return queue.poll(at, ALL).map(FairQueue.Entry::item).orElse("nothing");
  }

  @Test
  void betterClassGoesFirstAndSameAppKeepsItsOrder() {
    offer("b", QueueClass.BACKGROUND, "a", 0, 1);
    offer("d1", QueueClass.DEFAULT, "a", 1, 1);
    offer("d2", QueueClass.DEFAULT, "a", 2, 1);
    offer("i", QueueClass.INTERACTIVE, "a", 3, 1);
    assertEquals(List.of("i", "d1", "d2", "b"), List.of(poll(4), poll(4), poll(4), poll(4)));
  }

  @Test
  void waitingTenSecondsRaisesByOneClassButNeverAboveAnOlderPeer() {
    offer("old", QueueClass.DEFAULT, "a", 0, 1);
    offer("new", QueueClass.INTERACTIVE, "b", 5 * SECOND, 1);
    assertEquals("new", poll(9 * SECOND));
    offer("newer", QueueClass.INTERACTIVE, "c", 9 * SECOND, 1);
    assertEquals("old", poll(10 * SECOND));
  }

  @Test
  void overdueBackgroundWorkGoesBeforeEverything() {
    offer("forgotten", QueueClass.BACKGROUND, "a", 0, 1);
    offer("now", QueueClass.INTERACTIVE, "b", 59 * SECOND, 1);
    assertEquals("forgotten", poll(60 * SECOND));
  }

  @Test
  void anAppThatAskedForMuchWaitsUntilTheOthersHaveCaughtUp() {
    offer("big1", QueueClass.DEFAULT, "greedy", 0, 300);
    offer("big2", QueueClass.DEFAULT, "greedy", 0, 300);
    offer("s1", QueueClass.DEFAULT, "small", 1, 100);
    offer("s2", QueueClass.DEFAULT, "small", 1, 100);
    offer("s3", QueueClass.DEFAULT, "small", 1, 100);
    assertEquals(
        List.of("big1", "s1", "s2", "s3", "big2"),
        List.of(poll(2), poll(2), poll(2), poll(2), poll(2)));
  }

  @Test
  void backgroundMayFillOnlyHalfOfTheQueue() {
    for (int i = 0; i < 6; i++) {
      assertTrue(offer("b" + i, QueueClass.BACKGROUND, "app" + i, 0, 1));
    }
    assertFalse(offer("b6", QueueClass.BACKGROUND, "app6", 0, 1));
    assertTrue(offer("i", QueueClass.INTERACTIVE, "app7", 0, 1));
  }

  @Test
  void oneAppCannotFillTheQueue() {
    for (int i = 0; i < 4; i++) {
      assertTrue(offer("x" + i, QueueClass.INTERACTIVE, "app", 0, 1));
    }
    assertFalse(offer("x4", QueueClass.INTERACTIVE, "app", 0, 1));
    assertTrue(offer("y", QueueClass.INTERACTIVE, "other", 0, 1));
  }

  /// Random offers, polls and removals against a model that is written down rule by rule.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void behavesAsTheNaiveModel(long seed) {
    Random random = new Random(seed);
    NaiveQueue model = new NaiveQueue();
    long now = 0;
    for (int step = 0; step < 2000; step++) {
      now += random.nextLong(4 * SECOND);
      Set<QueueClass> eligible = EnumSet.allOf(QueueClass.class);
      if (random.nextInt(4) == 0) {
        eligible.remove(QueueClass.BACKGROUND);
      }
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          var entry =
              new FairQueue.Entry<>(
                  "e" + step,
                  CLASSES.get(random.nextInt(3)),
                  "app" + random.nextInt(4),
                  now,
                  1 + random.nextInt(500));
          assertEquals(model.offer(entry), queue.offer(entry), "step " + step);
        }
        case 2, 3 ->
            assertEquals(model.poll(now, eligible), queue.poll(now, eligible), "step " + step);
        default -> {
          String victim = "e" + random.nextInt(step + 1);
          assertEquals(model.remove(victim), queue.remove(victim), "step " + step);
        }
      }
      assertEquals(model.waiting.size(), queue.size());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7, 11, 19})
  void nobodyStarvesUnderAFloodOfInteractiveNewcomers(long seed) {
    Random random = new Random(seed);
    offer("patient", QueueClass.BACKGROUND, "quiet", 0, 1);
    long now = 0;
    for (int i = 0; i < 1000; i++) {
      now += random.nextLong(SECOND);
      offer("n" + i, QueueClass.INTERACTIVE, "app" + i, now, 1);
      if (poll(now).equals("patient")) {
        assertTrue(now <= 61 * SECOND, "served only after " + now / SECOND + " s");
        return;
      }
    }
    throw new AssertionError("never served");
  }

  @Test
  void underBacklogEqualAppsGetEqualServiceWhateverTheirRequestSize() {
    Random random = new Random(42);
    QueueOptions wide = new QueueOptions(4, 1, 64, 16, Duration.ofHours(1), Duration.ofHours(2));
    FairQueue<String> long_ = new FairQueue<>(wide);
    Map<String, Long> served = new HashMap<>(Map.of("a", 0L, "b", 0L, "c", 0L));
    for (int i = 0; i < 600; i++) {
      for (String app : List.of("a", "b", "c")) {
        long cost = app.equals("a") ? 400 : 20 + random.nextInt(80);
        long_.offer(new FairQueue.Entry<>(app + i, QueueClass.DEFAULT, app, i, cost));
      }
      var next = long_.poll(i, ALL).orElseThrow();
      served.merge(next.app(), next.cost(), Long::sum);
    }
    // SFQ bounds the gap between two backlogged apps by the sum of their largest requests.
    for (String other : List.of("b", "c")) {
      long gap = Math.abs(served.getOrDefault("a", 0L) - served.getOrDefault(other, 0L));
      assertTrue(gap <= 400 + 100, () -> "gap " + gap + " of " + served);
    }
  }

  /// The rules of [FairQueue]'s essay, one loop each.
  private static final class NaiveQueue {
    final List<FairQueue.Entry<String>> waiting = new ArrayList<>();
    private final Map<String, Long> finish = new HashMap<>();
    private long virtual;

    boolean offer(FairQueue.Entry<String> entry) {
      int limit =
          switch (entry.queueClass()) {
            case INTERACTIVE -> 12;
            case DEFAULT -> 9;
            case BACKGROUND -> 6;
          };
      int ofApp = 0;
      for (var e : waiting) {
        ofApp += e.app().equals(entry.app()) ? 1 : 0;
      }
      if (waiting.size() >= limit || ofApp >= 4) {
        return false;
      }
      waiting.add(entry);
      return true;
    }

    Optional<FairQueue.Entry<String>> poll(long now, Set<QueueClass> eligible) {
      FairQueue.Entry<String> best = null;
      for (var e : waiting) {
        if (eligible.contains(e.queueClass()) && (best == null || before(e, best, now))) {
          best = e;
        }
      }
      if (best == null) {
        return Optional.empty();
      }
      long start = start(best.app());
      finish.put(best.app(), start + best.cost());
      virtual = start;
      waiting.remove(best);
      settleWhenEmpty();
      return Optional.of(best);
    }

    boolean remove(String item) {
      boolean removed = waiting.removeIf(e -> e.item().equals(item));
      settleWhenEmpty();
      return removed;
    }

    private void settleWhenEmpty() {
      if (waiting.isEmpty()) {
        finish.clear();
        virtual = 0;
      }
    }

    private long start(String app) {
      Long known = finish.get(app);
      return known == null || known < virtual ? virtual : known;
    }

    private boolean before(FairQueue.Entry<String> a, FairQueue.Entry<String> b, long now) {
      boolean aOverdue = now - a.arrivalNanos() >= 60 * SECOND;
      boolean bOverdue = now - b.arrivalNanos() >= 60 * SECOND;
      if (aOverdue || bOverdue) {
        return aOverdue && (!bOverdue || a.arrivalNanos() < b.arrivalNanos());
      }
      int aClass = rank(a, now);
      int bClass = rank(b, now);
      if (aClass != bClass) {
        return aClass < bClass;
      }
      if (start(a.app()) != start(b.app())) {
        return start(a.app()) < start(b.app());
      }
      return a.arrivalNanos() < b.arrivalNanos();
    }

    private static int rank(FairQueue.Entry<String> e, long now) {
      int rank = e.queueClass().rank();
      for (long age = now - e.arrivalNanos(); age >= 10 * SECOND && rank > 0; age -= 10 * SECOND) {
        rank--;
      }
      return rank;
    }
  }
}
