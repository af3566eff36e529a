// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.TinyBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What an engine promises, whatever kernels run.
abstract class EngineContract extends EngineFixture {
  EngineContract(EngineOptions.Kernel kernel, long pageBytes) {
    super(kernel, pageBytes);
  }

  /// Rounds of nine sequences that are compared with their solo runs.
  abstract int rounds();

  /// A prompt of its own, or the continuation of one that others begin with, too.
  private GenerationRequest anyRequest(Random random, List<int[]> shared) {
    Sampling sampling =
        random.nextBoolean() ? Sampling.GREEDY : new Sampling(0.9f, 0.8f, random.nextLong());
    int[] prompt = prompt(random, 1 + random.nextInt(90));
    int prefix = random.nextInt(prompt.length + 1);
    if (random.nextBoolean()) {
      int[] begin = shared.get(random.nextInt(shared.size()));
      prefix = begin.length;
      prompt = IntStream.concat(IntStream.of(begin), IntStream.of(prompt)).toArray();
    }
    return request(prompt, prefix, someAdapters(random), 1 + random.nextInt(40), sampling);
  }

  @Test
  void interleavedSequencesWithDifferentAdaptersEqualTheirSoloRunsBitForBit() throws Exception {
    Random random = new Random(SEED);
    List<int[]> shared = List.of(prompt(random, 20), prompt(random, 32), prompt(random, 75));
    int warm = 0;
    for (int round = 0; round < rounds(); round++) {
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        requests.add(anyRequest(random, shared));
      }
      List<Generation> generations = requests.stream().map(engine::submit).toList();
      for (int i = 0; i < requests.size(); i++) {
        Told together = read(generations.get(i));
        Told alone = solo(requests.get(i));
        warm += together.cached() > 0 ? 1 : 0;
        String message = "seed " + SEED + " round " + round + " sequence " + i;
        assertEquals(alone.ids(), together.ids(), message);
        assertEquals(alone.logs(), together.logs(), message);
        assertEquals(alone.end().why(), together.end().why(), message);
      }
    }
    assertTrue(warm > rounds(), "prefixes were shared " + warm + " times");
  }

  @Test
  void aWarmPrefixGivesTheSameBitsAsAColdOneAndIsCounted() throws Exception {
    Random random = new Random(SEED);
    for (int length : new int[] {1, 31, 32, 33, 70}) {
      int[] prompt = prompt(random, length + 9);
      for (List<Adapter> set : List.of(List.<Adapter>of(), List.of(adapters.get(0)))) {
        Told cold = read(engine.submit(request(prompt, length, set, 12, Sampling.GREEDY)));
        Told warm = read(engine.submit(request(prompt, length, set, 12, Sampling.GREEDY)));
        assertTrue(cold.cached() <= 2, "a coincidence at most: " + cold.cached());
        assertEquals(prompt.length - 1, warm.cached());
        assertEquals(cold.ids(), warm.ids());
        assertEquals(cold.logs(), warm.logs());
      }
    }
    Told whole =
        read(engine.submit(request(prompt(random, 40), 40, List.of(), 3, Sampling.GREEDY)));
    assertEquals(3, whole.ids().size());
  }

  @Test
  void aPromptThatIsAllPrefixStillComputesItsLastToken() throws Exception {
    int[] prompt = prompt(new Random(SEED), 40);
    Told cold = read(engine.submit(request(prompt, 40, List.of(), 5, Sampling.GREEDY)));
    Told warm = read(engine.submit(request(prompt, 40, List.of(), 5, Sampling.GREEDY)));
    assertEquals(39, warm.cached());
    assertEquals(cold.logs(), warm.logs());
  }

  @Test
  void anAdapterReplacedUnderTheSameNameNeverMeetsOldPages() throws Exception {
    int[] prompt = prompt(new Random(SEED), 50);
    Path place = folder.resolve("name");
    TinyBase.seeded(7).writeAdapter(place, 100, 8);
    Told first;
    try (Adapter old = Adapter.open(place, base, ledger)) {
      first = read(engine.submit(request(prompt, 40, List.of(old), 10, Sampling.GREEDY)));
    }
    TinyBase.seeded(7).writeAdapter(place, 101, 8);
    try (Adapter fresh = Adapter.open(place, base, ledger)) {
      GenerationRequest request = request(prompt, 40, List.of(fresh), 10, Sampling.GREEDY);
      Told second = read(engine.submit(request));
      assertEquals(0, second.cached());
      assertNotEquals(first.logs(), second.logs());
      assertEquals(solo(request).logs(), second.logs());
    }
  }

  @Test
  void nobodyLearnsFromAHitHowTheTextOfAnotherBegins() throws Exception {
    int[] prompt = prompt(new Random(SEED), 80);
    GenerationRequest request = request(prompt, 30, List.of(), 5, Sampling.GREEDY);
    read(engine.submit(request.by("mail", GenerationRequest.Priority.DEFAULT)));
    Told other = read(engine.submit(request.by("game", GenerationRequest.Priority.DEFAULT)));
    Told again = read(engine.submit(request.by("mail", GenerationRequest.Priority.DEFAULT)));
    assertEquals(30, other.cached(), "what is constant is everybody's");
    assertEquals(79, again.cached());
    assertEquals(solo(request).logs(), other.logs());
  }

  @Test
  void relievingThePrefixCacheShowsInTheLedgerAndCostsOnlyTime() throws Exception {
    int[] prompt = prompt(new Random(SEED), 60);
    Told cold = read(engine.submit(request(prompt, 50, List.of(), 8, Sampling.GREEDY)));
    long held = ledger.bytes(Ledger.Owner.PREFIX_CACHE);
    assertTrue(held > 0);
    assertEquals(pageBytes, engine.relievePrefixCache(1));
    assertEquals(held - pageBytes, engine.relievePrefixCache(Long.MAX_VALUE));
    assertEquals(0, ledger.bytes(Ledger.Owner.PREFIX_CACHE));
    assertEquals(0, engine.relievePrefixCache(1));
    Told again = read(engine.submit(request(prompt, 50, List.of(), 8, Sampling.GREEDY)));
    assertEquals(0, again.cached());
    assertEquals(cold.logs(), again.logs());
  }

  @Test
  void cancellingEndsWithinOneTokenAndLeavesTheOthersAlone() throws Exception {
    Random random = new Random(SEED);
    GenerationRequest other = request(prompt(random, 30), 0, List.of(), 60, Sampling.GREEDY);
    Generation staying = engine.submit(other);
    Generation leaving =
        engine.submit(request(prompt(random, 30), 0, someAdapters(random), 900, Sampling.GREEDY));
    int read = 0;
    while (read < 5) {
      read += leaving.next() instanceof TokenEvent.Token ? 1 : 0;
    }
    leaving.cancel();
    int after = 0;
    TokenEvent event = leaving.next();
    while (!(event instanceof TokenEvent.Finished)) {
      after++;
      event = leaving.next();
    }
    assertEquals(TokenEvent.Why.CANCELLED, ((TokenEvent.Finished) event).why());
    assertTrue(after <= 64, "only what stood in the outbox: " + after);
    assertEquals(solo(other).logs(), read(staying).logs());
    leaving.close();
  }

  @Test
  void cancellingWhileQueuedOrInPrefillNeverShowsAToken() throws Exception {
    Random random = new Random(SEED);
    GenerationRequest other = request(prompt(random, 30), 0, List.of(), 30, Sampling.GREEDY);
    Generation staying = engine.submit(other);
    for (int i = 0; i < 20; i++) {
      Generation leaving =
          engine.submit(request(prompt(random, 800), 0, someAdapters(random), 9, Sampling.GREEDY));
      if (i % 2 == 0) {
        assertInstanceOf(TokenEvent.Started.class, leaving.next());
      }
      leaving.cancel();
      Told told = read(leaving);
      assertEquals(TokenEvent.Why.CANCELLED, told.end().why());
      assertTrue(told.ids().size() <= 1, "cancelled in prefill: " + told.ids());
      leaving.close();
    }
    assertEquals(solo(other).logs(), read(staying).logs());
  }

  @Test
  void oneMoreThanTheInboxHoldsIsRefusedAndTheRestRuns() throws Exception {
    List<Generation> generations = new ArrayList<>();
    var refusal =
        assertThrows(
            IllegalStateException.class,
            () -> {
              for (int i = 0; i < 300; i++) {
                generations.add(
                    engine.submit(
                        request(new int[] {130}, 0, List.of(), 900, new Sampling(9f, 1f, i))));
              }
            });
    assertTrue(refusal.getMessage().contains("256"), refusal.getMessage());
    assertTrue(generations.size() >= 256);
    generations.forEach(Generation::close);
    Told told = read(engine.submit(request(new int[] {130}, 0, List.of(), 2, Sampling.GREEDY)));
    assertEquals(2, told.ids().size());
  }

  @Test
  void aConsumerThatStopsReadingPausesOnlyItself() throws Exception {
    Random random = new Random(SEED);
    List<Generation> stalled = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      stalled.add(
          engine.submit(request(prompt(random, 10), 0, List.of(), 200, new Sampling(2f, 1f, i))));
    }
    GenerationRequest other = request(prompt(random, 30), 0, List.of(), 100, Sampling.GREEDY);
    assertEquals(solo(other).ids(), read(engine.submit(other)).ids());
    for (Generation generation : stalled) {
      Told told = read(generation);
      assertTrue(told.end().why() == TokenEvent.Why.STOP || told.ids().size() == 200);
    }
  }

  @Test
  void closingAGenerationGivesItsPagesBack() throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < 30; i++) {
      try (Generation generation =
          engine.submit(request(prompt(random, 40), 0, List.of(), 900, Sampling.GREEDY))) {
        generation.next();
      }
    }
    await().until(() -> engine.figures().running() == 0);
    assertTrue(ledger.bytes(Ledger.Owner.KV_CACHE) <= 8 * pageBytes, ledger.snapshot().toString());
  }

  @Test
  void aConstraintThatThrowsFailsItsSequenceAlone() throws Exception {
    Random random = new Random(SEED);
    IllegalArgumentException cause = new IllegalArgumentException("broken");
    TokenConstraint broken =
        () ->
            logits -> {
              throw cause;
            };
    GenerationRequest good = request(prompt(random, 20), 0, List.of(), 20, Sampling.GREEDY);
    Generation other = engine.submit(good);
    Told failed =
        read(
            engine.submit(
                new GenerationRequest(
                    prompt(random, 5), 0, List.of(), 5, Sampling.GREEDY, broken, new int[0])));
    assertEquals(TokenEvent.Why.FAILED, failed.end().why());
    assertSame(cause, failed.end().cause());
    assertEquals(solo(good).logs(), read(other).logs());
  }

  @Test
  void aConstraintThatAllowsNothingFailsInsteadOfInventing() throws Exception {
    TokenConstraint nothing =
        () -> logits -> java.util.Arrays.fill(logits, Float.NEGATIVE_INFINITY);
    Told failed =
        read(
            engine.submit(
                new GenerationRequest(
                    new int[] {130}, 0, List.of(), 5, Sampling.GREEDY, nothing, new int[0])));
    assertEquals(TokenEvent.Why.FAILED, failed.end().why());
  }

  @Test
  void whatNeverFitsIsRefusedWithItsFigures() {
    int context = base.config().context();
    var refusal =
        assertThrows(
            TooLongException.class,
            () -> engine.submit(request(new int[context], 0, List.of(), 1, Sampling.GREEDY)));
    assertEquals(context + 1, refusal.requested());
    assertTrue(refusal.limit() <= context);
    assertThrows(
        IllegalArgumentException.class,
        () -> engine.submit(request(new int[] {9999}, 0, List.of(), 1, Sampling.GREEDY)));
  }

  @Test
  void moreThanThePagesHoldWaitsItsTurn() throws Exception {
    Random random = new Random(SEED);
    EngineOptions small = new EngineOptions(1, 4, 24, 5 * pageBytes, 0, options.kernel());
    try (Engine tight = Engine.start(base, small, ledger)) {
      List<Generation> generations = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        generations.add(
            tight.submit(request(prompt(random, 60), 0, List.of(), 60, Sampling.GREEDY)));
      }
      for (Generation generation : generations) {
        assertNotEquals(0, read(generation).ids().size());
      }
      assertThrows(
          TooLongException.class,
          () -> tight.submit(request(new int[150], 0, List.of(), 20, Sampling.GREEDY)));
    }
  }

  @Test
  void closingTheEngineEndsWhatRunsAndIsIdempotent() throws Exception {
    Random random = new Random(SEED);
    Generation generation =
        engine.submit(request(prompt(random, 40), 20, List.of(), 900, Sampling.GREEDY));
    assertInstanceOf(TokenEvent.Started.class, generation.next());
    engine.close();
    engine.close();
    assertEquals(TokenEvent.Why.CANCELLED, read(generation).end().why());
    generation.close();
    assertThrows(
        IllegalStateException.class,
        () -> engine.submit(request(new int[] {130}, 0, List.of(), 1, Sampling.GREEDY)));
    assertEquals(0, engine.relievePrefixCache(1));
    assertEquals(0, ledger.bytes(Ledger.Owner.KV_CACHE));
    assertEquals(0, ledger.bytes(Ledger.Owner.PREFIX_CACHE));
  }

  abstract String kernelName();

  @Test
  void figuresAreMeasured() throws Exception {
    read(engine.submit(request(prompt(new Random(1), 50), 0, List.of(), 30, Sampling.GREEDY)));
    await().until(() -> engine.figures().running() == 0);
    assertTrue(engine.figures().prefillTokensPerSecond() > 0);
    assertTrue(engine.figures().decodeTokensPerSecond() > 0);
    assertTrue(engine.figures().kernel().contains(kernelName()), engine.figures().kernel());
  }
}
