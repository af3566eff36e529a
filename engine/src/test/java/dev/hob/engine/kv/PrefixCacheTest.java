// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.memory.Ledger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Pages, sharing and eviction against a naive model: each sequence is a list of numbers, written
/// into the pages one a token.
class PrefixCacheTest {
  private static final long SEED = Long.getLong("hob.seed", 99L);
  private static final KvLayout LAYOUT = new KvLayout(1, 1, 2);

  private final Ledger ledger = new Ledger();

  private record Running(PageTable table, List<Integer> tokens, int prompt) {}

  private static void write(PageTable table, int from, List<Integer> tokens) {
    table.prepare(from, tokens.size());
    MemorySegment[] pages = table.segments();
    for (int i = from; i < tokens.size(); i++) {
      pages[i / KvLayout.PAGE].set(
          ValueLayout.JAVA_INT_UNALIGNED, i % KvLayout.PAGE * 4L, tokens.get(i));
    }
  }

  private static void assertHolds(Running running, String message) {
    MemorySegment[] pages = running.table().segments();
    for (int i = 0; i < running.tokens().size(); i++) {
      int value =
          pages[i / KvLayout.PAGE].get(ValueLayout.JAVA_INT_UNALIGNED, i % KvLayout.PAGE * 4L);
      assertEquals(running.tokens().get(i), value, message + " token " + i);
    }
  }

  private static PrefixCache.Key key(List<Integer> tokens, int length, String adapter) {
    int[] prefix = tokens.subList(0, length).stream().mapToInt(Integer::intValue).toArray();
    return new PrefixCache.Key("base", List.of(adapter), prefix);
  }

  @Test
  void sequencesNeverSeeEachOthersTokensWhateverIsSharedKeptOrDropped() {
    Random random = new Random(SEED);
    PagePool pool = new PagePool(LAYOUT.pageBytes(), 64 * LAYOUT.pageBytes(), ledger);
    PrefixCache cache = new PrefixCache(pool, 6 * LAYOUT.pageBytes());
    List<Running> running = new ArrayList<>();
    Map<Integer, Integer> hits = new HashMap<>();
    for (int step = 0; step < 3000; step++) {
      String message = "seed " + SEED + " step " + step;
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          if (pool.reserve(5)) {
            running.add(begin(random, pool, cache, hits));
          }
        }
        case 2 -> running.removeIf(sequence -> ended(sequence, random));
        case 3 -> cache.relieve(random.nextInt(3) * LAYOUT.pageBytes());
        default -> running.forEach(sequence -> grow(sequence, random));
      }
      running.forEach(sequence -> assertHolds(sequence, message));
      assertTrue(cache.bytes() <= 6 * LAYOUT.pageBytes(), message);
      assertEquals(cache.bytes(), ledger.bytes(Ledger.Owner.PREFIX_CACHE), message);
      assertTrue(ledger.bytes(Ledger.Owner.KV_CACHE) >= 0, message);
    }
    assertTrue(hits.getOrDefault(1, 0) > 50, "the cache was hit " + hits);
    running.forEach(sequence -> sequence.table().close());
    cache.relieve(Long.MAX_VALUE);
    assertEquals(0, ledger.bytes(Ledger.Owner.PREFIX_CACHE));
    pool.trim();
    assertEquals(0, ledger.total());
    assertTrue(pool.reserve(64), "every reservation was given back");
    pool.close();
  }

  /// One of four prefixes, then tokens of its own.
  private static Running begin(
      Random random, PagePool pool, PrefixCache cache, Map<Integer, Integer> hits) {
    int kind = random.nextInt(4);
    int length = 20 + 17 * kind;
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      tokens.add(1000 * kind + i);
    }
    PrefixCache.Key key = key(tokens, length, "a" + kind % 2);
    tokens.add(random.nextInt());
    PageTable table = new PageTable(pool, 5);
    boolean hit = cache.lend(key, table);
    hits.merge(hit ? 1 : 0, 1, Integer::sum);
    write(table, hit ? length : 0, tokens);
    if (!hit) {
      cache.keep(key, table);
    }
    return new Running(table, tokens, length);
  }

  private static boolean ended(Running sequence, Random random) {
    boolean ends = random.nextInt(3) == 0;
    if (ends) {
      sequence.table().close();
      sequence.table().close();
    }
    return ends;
  }

  private static void grow(Running sequence, Random random) {
    if (sequence.tokens().size() < 5 * KvLayout.PAGE) {
      int from = sequence.tokens().size();
      sequence.tokens().add(random.nextInt());
      write(sequence.table(), from, sequence.tokens());
    }
  }

  @Test
  void theOldestUseGoesFirst() {
    PagePool pool = new PagePool(LAYOUT.pageBytes(), 64 * LAYOUT.pageBytes(), ledger);
    PrefixCache cache = new PrefixCache(pool, 2 * LAYOUT.pageBytes());
    List<PrefixCache.Key> keys = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PrefixCache.Key key = new PrefixCache.Key("b", List.of(), new int[] {i});
      keys.add(key);
      try (PageTable table = new PageTable(pool, 0)) {
        table.prepare(0, 1);
        if (i == 2) {
          assertTrue(lends(cache, pool, keys.get(0)), "used again before the third comes");
        }
        cache.keep(key, table);
      }
    }
    assertTrue(lends(cache, pool, keys.get(0)));
    assertFalse(lends(cache, pool, keys.get(1)));
    assertTrue(lends(cache, pool, keys.get(2)));
    pool.close();
  }

  private static boolean lends(PrefixCache cache, PagePool pool, PrefixCache.Key key) {
    try (PageTable table = new PageTable(pool, 0)) {
      return cache.lend(key, table);
    }
  }

  @Test
  void anotherBaseAdapterOrderOrTokenIsAnotherKey() {
    PrefixCache.Key key = new PrefixCache.Key("b", List.of("x", "y"), new int[] {1, 2});
    assertEquals(key, new PrefixCache.Key("b", List.of("x", "y"), new int[] {1, 2}));
    for (PrefixCache.Key other :
        List.of(
            new PrefixCache.Key("c", List.of("x", "y"), new int[] {1, 2}),
            new PrefixCache.Key("b", List.of("y", "x"), new int[] {1, 2}),
            new PrefixCache.Key("b", List.of("x"), new int[] {1, 2}),
            new PrefixCache.Key("b", List.of("x", "y"), new int[] {1, 3}))) {
      assertFalse(key.equals(other), other.toString());
    }
  }
}
