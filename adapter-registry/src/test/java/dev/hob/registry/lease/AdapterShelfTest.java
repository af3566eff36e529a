// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterShelfTest {
  private static final int KINDS = 5;
  private static final TinyBase BASE = TinyBase.seeded(7);
  @TempDir private static Path root;
  private static final short[] FIRST_VALUES = new short[KINDS];
  private static long bytes;

  private final Ledger ledger = new Ledger();
  private final AtomicInteger loads = new AtomicInteger();

  @BeforeAll
  static void write() throws IOException {
    for (int i = 0; i < KINDS; i++) {
      BASE.writeAdapter(root.resolve("a" + i), i, 4);
      try (Adapter one = Adapter.open(root.resolve("a" + i), BASE.config(), new Ledger())) {
        bytes = one.bytes();
        FIRST_VALUES[i] = firstValue(one);
      }
    }
  }

  @Test
  void idleAdaptersAreKeptUpToTheirLimitInBytes() {
    AdapterShelf shelf = new AdapterShelf(2 * bytes);
    for (int i = 0; i < KINDS; i++) {
      shelf.giveBack(take(shelf, i));
      assertTrue(shelf.idleBytes() <= 2 * bytes);
      assertEquals(shelf.idleBytes(), ledger.total());
    }
    assertEquals(2 * bytes, shelf.idleBytes());
    shelf.close();
    assertEquals(0, ledger.total());
  }

  @Test
  void whatIsLeasedIsNeitherCountedNorClosed() {
    AdapterShelf shelf = new AdapterShelf(bytes);
    List<AdapterShelf.Loan> loans = new ArrayList<>();
    for (int i = 0; i < KINDS; i++) {
      loans.add(take(shelf, i));
    }
    assertEquals(0, shelf.evictIdle(Long.MAX_VALUE));
    assertEquals(KINDS * bytes, ledger.total());
    loans.forEach(shelf::giveBack);
    assertEquals(bytes, ledger.total());
    shelf.close();
  }

  @Test
  void anAdapterIsLoadedOnceForManyWhoAskAtOnce() throws InterruptedException {
    AdapterShelf shelf = new AdapterShelf(bytes);
    List<Thread> threads = new ArrayList<>();
    ConcurrentLinkedQueue<AdapterShelf.Loan> loans = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 16; i++) {
      threads.add(Thread.ofVirtual().start(() -> loans.add(take(shelf, 0))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(1, loads.get());
    assertEquals(bytes, ledger.total());
    loans.forEach(shelf::giveBack);
    shelf.close();
    assertEquals(0, ledger.total());
  }

  @Test
  void aLoadThatFailsLeavesNothing() {
    AdapterShelf shelf = new AdapterShelf(bytes);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            shelf.take(
                "bad",
                () -> {
                  throw new IllegalArgumentException("bad");
                }));
    assertEquals(0, shelf.leasedCount());
    shelf.giveBack(take(shelf, 0));
    shelf.close();
    assertEquals(0, ledger.total());
  }

  @Test
  void aClosedShelfWaitsForItsLastLease() {
    AdapterShelf shelf = new AdapterShelf(bytes);
    AdapterShelf.Loan loan = take(shelf, 0);
    shelf.close();
    assertEquals(bytes, ledger.total());
    assertThrows(IllegalStateException.class, () -> take(shelf, 1));
    shelf.giveBack(loan);
    assertEquals(0, ledger.total());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomUseAgreesWithANaiveCount(long seed) {
    Random random = new Random(seed);
    AdapterShelf shelf = new AdapterShelf(2 * bytes);
    Map<Integer, Deque<AdapterShelf.Loan>> out = new HashMap<>();
    for (int step = 0; step < 150; step++) {
      int kind = random.nextInt(KINDS);
      Deque<AdapterShelf.Loan> mine = out.computeIfAbsent(kind, _ -> new ArrayDeque<>());
      switch (random.nextInt(5)) {
        case 0, 1 -> mine.add(take(shelf, kind));
        case 2 -> {
          if (!mine.isEmpty()) {
            shelf.giveBack(mine.pop());
          }
        }
        case 3 -> {
          long before = ledger.total();
          long freed = shelf.evictIdle(random.nextLong(1, 3 * bytes));
          assertEquals(before - freed, ledger.total());
        }
        default -> assertEquals(mine.size(), shelf.drop("a" + kind, Duration.ZERO));
      }
      long leased = out.values().stream().filter(it -> !it.isEmpty()).count();
      assertEquals(leased, shelf.leasedCount());
      assertEquals(leased * bytes + shelf.idleBytes(), ledger.total());
      assertTrue(shelf.idleBytes() <= 2 * bytes);
      out.values().forEach(loans -> loans.forEach(loan -> assertEquals(4, loan.adapter().rank())));
    }
    out.values().forEach(loans -> loans.forEach(shelf::giveBack));
    shelf.close();
    assertEquals(0, ledger.total());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void manyThreadsLeaseEvictAndDropWithoutClosingWhatIsInUse(long seed)
      throws InterruptedException {
    AdapterShelf shelf = new AdapterShelf(bytes);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Random random = new Random(seed * 100 + i);
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> failures.add(e))
              .start(() -> use(shelf, random)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(failures));
    assertEquals(0, shelf.leasedCount());
    assertEquals(shelf.idleBytes(), ledger.total());
    shelf.close();
    assertEquals(0, ledger.total());
  }

  private void use(AdapterShelf shelf, Random random) {
    for (int step = 0; step < 60; step++) {
      int kind = random.nextInt(KINDS);
      if (random.nextInt(8) == 0) {
        shelf.evictIdle(bytes);
      } else if (random.nextInt(8) == 0) {
        shelf.drop("a" + kind, Duration.ZERO);
      } else {
        AdapterShelf.Loan loan = take(shelf, kind);
        // Memory that was closed throws here; another adapter's has other values.
        if (firstValue(loan.adapter()) != FIRST_VALUES[kind]) {
          throw new IllegalStateException("a loan of " + kind + " holds another adapter");
        }
        shelf.giveBack(loan);
      }
    }
  }

  private static short firstValue(Adapter adapter) {
    return adapter
        .pair(0, Projection.Q)
        .orElseThrow()
        .a()
        .values()
        .get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
  }

  private AdapterShelf.Loan take(AdapterShelf shelf, int kind) {
    String digest = "a" + kind;
    return shelf.take(
        digest,
        () -> {
          loads.incrementAndGet();
          return Adapter.open(root.resolve(digest), BASE.config(), ledger);
        });
  }
}
