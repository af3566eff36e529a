// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.memory.Ledger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Pages, sharing and eviction against a naive model: each sequence is a list of numbers, written
/// into the pages one a token.
class PrefixCacheTest {
  private static final long SEED = Long.getLong("hob.seed", 99L);
  private static final KvLayout LAYOUT = new KvLayout(1, 1, 2);
  private static final long PAGE_BYTES = LAYOUT.pageBytes();

  private final Ledger ledger = new Ledger();

  /// @param adapted position from which adapter `a` acts
  /// @param who owns what stands from position 40 on
  private record Words(List<Integer> tokens, String a, int adapted, String who) implements Trace {
    @Override
    public String owner(int position) {
      return position < 40 ? "" : who;
    }

    @Override
    public int token(int position) {
      return tokens.get(position);
    }

    @Override
    public List<String> adapters(int position) {
      return position < adapted ? List.of() : List.of(a);
    }

    /// What its KV at `position` depends on, in a word.
    String meaning(int position) {
      return tokens.subList(0, position + 1)
          + " "
          + IntStream.rangeClosed(0, position).mapToObj(this::adapters).toList()
          + owner(position);
    }

    int common(Words other) {
      int most = Math.min(tokens.size(), other.tokens.size());
      int count = 0;
      while (count < most
          && token(count) == other.token(count)
          && adapters(count).equals(other.adapters(count))
          && owner(count).equals(other.owner(count))) {
        count++;
      }
      return count;
    }
  }

  private record Running(PageTable table, Words words) {}

  private static void write(Running running, int from) {
    Words words = running.words();
    running.table().prepare(from, words.tokens().size());
    MemorySegment[] pages = running.table().segments();
    for (int i = from; i < words.tokens().size(); i++) {
      pages[i / KvLayout.PAGE].set(
          ValueLayout.JAVA_INT_UNALIGNED, i % KvLayout.PAGE * 4L, words.meaning(i).hashCode());
    }
  }

  private static void assertHolds(Running running, String message) {
    MemorySegment[] pages = running.table().segments();
    for (int i = 0; i < running.words().tokens().size(); i++) {
      int value =
          pages[i / KvLayout.PAGE].get(ValueLayout.JAVA_INT_UNALIGNED, i % KvLayout.PAGE * 4L);
      assertEquals(running.words().meaning(i).hashCode(), value, message + " token " + i);
    }
  }

  /// One of four beginnings, under one of two adapters from some token on, then one of two owners'
  /// tokens.
  private static Words words(Random random) {
    int kind = random.nextInt(4);
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < 20 + 17 * kind; i++) {
      tokens.add(1000 * (kind % 2) + i);
    }
    random.ints(1 + random.nextInt(30), 0, 3).forEach(tokens::add);
    int adapted = random.nextBoolean() ? 0 : random.nextInt(tokens.size());
    return new Words(tokens, "a" + random.nextInt(2), adapted, "o" + random.nextInt(2));
  }

  @Test
  void sequencesNeverSeeEachOthersTokensWhateverIsSharedKeptOrDropped() {
    Random random = new Random(SEED);
    PagePool pool = new PagePool(PAGE_BYTES, 64 * PAGE_BYTES, ledger);
    PrefixCache cache = new PrefixCache(pool, 12 * PAGE_BYTES);
    List<Running> running = new ArrayList<>();
    int lent = 0;
    for (int step = 0; step < 2000; step++) {
      String message = "seed " + SEED + " step " + step;
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          if (pool.reserve(6)) {
            Running begun = new Running(new PageTable(pool, 6), words(random));
            int size = begun.words().tokens().size();
            int known = cache.lend(begun.words(), size - 1, begun.table());
            lent += known > 0 ? 1 : 0;
            write(begun, known);
            cache.keep(begun.words(), size, random.nextInt(size + 1), begun.table());
            running.add(begun);
          }
        }
        case 2 -> running.removeIf(sequence -> ended(sequence, cache, random));
        case 3 -> cache.relieve(random.nextInt(3) * PAGE_BYTES);
        default -> running.forEach(sequence -> grow(sequence, random));
      }
      running.forEach(sequence -> assertHolds(sequence, message));
      assertTrue(cache.bytes() <= 12 * PAGE_BYTES, message);
      assertEquals(cache.bytes(), ledger.bytes(Ledger.Owner.PREFIX_CACHE), message);
      assertTrue(ledger.bytes(Ledger.Owner.KV_CACHE) >= 0, message);
    }
    assertTrue(lent > 100, "the cache lent to " + lent);
    running.forEach(sequence -> sequence.table().close());
    cache.relieve(Long.MAX_VALUE);
    assertEquals(0, ledger.bytes(Ledger.Owner.PREFIX_CACHE));
    pool.trim();
    assertEquals(0, ledger.total());
    assertTrue(pool.reserve(64), "every reservation was given back");
    pool.close();
  }

  private static boolean ended(Running sequence, PrefixCache cache, Random random) {
    boolean ends = random.nextInt(3) == 0;
    if (ends) {
      cache.keep(sequence.words(), sequence.words().tokens().size(), 0, sequence.table());
      sequence.table().close();
      sequence.table().close();
    }
    return ends;
  }

  private static void grow(Running sequence, Random random) {
    if (sequence.words().tokens().size() < 6 * KvLayout.PAGE) {
      int from = sequence.words().tokens().size();
      sequence.words().tokens().add(random.nextInt(3));
      write(sequence, from);
    }
  }

  @Test
  void whileNothingIsDroppedTheLongestCommonBeginningIsLent() {
    Random random = new Random(SEED);
    PagePool pool = new PagePool(PAGE_BYTES, 4000 * PAGE_BYTES, ledger);
    PrefixCache cache = new PrefixCache(pool, 4000 * PAGE_BYTES);
    List<Words> kept = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Words words = words(random);
      int size = words.tokens().size();
      int expected = kept.stream().mapToInt(words::common).max().orElse(0);
      try (PageTable table = new PageTable(pool, 0)) {
        int known = cache.lend(words, size - 1, table);
        assertEquals(Math.min(expected, size - 1), known, "seed " + SEED + " sequence " + i);
        write(new Running(table, words), known);
        cache.keep(words, size, 0, table);
      }
      kept.add(words);
    }
    pool.close();
  }

  /// A cache of three pages, and one after another what is kept there.
  private static int lends(PrefixCache cache, PagePool pool, int number) {
    try (PageTable table = new PageTable(pool, 0)) {
      return cache.lend(new Words(List.of(number), "", 1, ""), 1, table);
    }
  }

  private static void keeps(PrefixCache cache, PagePool pool, int number, int constant) {
    try (PageTable table = new PageTable(pool, 0)) {
      table.prepare(0, 1);
      cache.keep(new Words(List.of(number), "", 1, ""), 1, constant, table);
    }
  }

  @Test
  void theOldestUseGoesFirst() {
    PagePool pool = new PagePool(PAGE_BYTES, 64 * PAGE_BYTES, ledger);
    PrefixCache cache = new PrefixCache(pool, 2 * PAGE_BYTES);
    keeps(cache, pool, 0, 0);
    keeps(cache, pool, 1, 0);
    assertEquals(1, lends(cache, pool, 0), "used again before the third comes");
    keeps(cache, pool, 2, 0);
    assertEquals(1, lends(cache, pool, 0));
    assertEquals(0, lends(cache, pool, 1));
    assertEquals(1, lends(cache, pool, 2));
    pool.close();
  }

  @Test
  void aConstantPromptOutlivesAllOthersAndYieldsToConstantOnesOnly() {
    PagePool pool = new PagePool(PAGE_BYTES, 64 * PAGE_BYTES, ledger);
    PrefixCache cache = new PrefixCache(pool, 2 * PAGE_BYTES);
    keeps(cache, pool, 0, 1);
    for (int i = 1; i < 5; i++) {
      keeps(cache, pool, i, 0);
    }
    assertEquals(1, lends(cache, pool, 0));
    keeps(cache, pool, 5, 1);
    keeps(cache, pool, 6, 0);
    assertEquals(1, lends(cache, pool, 0));
    assertEquals(1, lends(cache, pool, 5));
    assertEquals(0, lends(cache, pool, 6), "no room beside constant ones");
    keeps(cache, pool, 7, 1);
    assertEquals(0, lends(cache, pool, 0));
    assertEquals(1, lends(cache, pool, 7));
    assertEquals(2 * PAGE_BYTES, cache.relieve(Long.MAX_VALUE));
    pool.close();
  }
}
