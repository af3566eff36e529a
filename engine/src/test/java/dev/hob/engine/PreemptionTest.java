// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.GenerationRequest.Priority;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Sequences that are paused, lose their pages, are cancelled or come in floods: what each says is
/// what it says alone.
@ParameterizedClass
@EnumSource(
    value = EngineOptions.Kernel.class,
    names = {"C", "VECTOR"})
class PreemptionTest extends EngineFixture {
  PreemptionTest(EngineOptions.Kernel kernel) {
    super(kernel, 0);
    assumeTrue(
        kernel != EngineOptions.Kernel.C || CKernels.best().isPresent(), () -> CKernels.missing());
  }

  /// An engine whose pages hold 32 `pages` tokens.
  private Engine tight(int pages, long prefixBytes) {
    long pageBytes;
    try (var backend = Engine.backend(options.kernel(), base, 1, 1, ledger)) {
      pageBytes = backend.pageBytes();
    }
    return Engine.start(
        base,
        new EngineOptions(2, 4, 24, pages * pageBytes, prefixBytes, options.kernel()),
        ledger);
  }

  private GenerationRequest anyRequest(Random random, int longest, int most) {
    Sampling sampling =
        random.nextBoolean() ? Sampling.GREEDY : new Sampling(0.9f, 0.8f, random.nextLong());
    Priority priority = Priority.values()[random.nextInt(3)];
    int[] prompt = prompt(random, 1 + random.nextInt(longest));
    return request(
            prompt,
            random.nextInt(prompt.length),
            someAdapters(random),
            1 + random.nextInt(most),
            sampling)
        .withPriority(priority);
  }

  /// One that no token ends.
  private static GenerationRequest lasting(
      int[] prompt, List<Adapter> set, int most, Sampling sampling) {
    return new GenerationRequest(prompt, 0, set, most, sampling, TokenConstraint.NONE, new int[0]);
  }

  private void assertAsAlone(GenerationRequest request, Told told, String message)
      throws InterruptedException {
    Told alone = solo(request);
    assertEquals(alone.ids(), told.ids(), message);
    assertEquals(alone.logs(), told.logs(), message);
    assertEquals(alone.end().why(), told.end().why(), message);
  }

  private static Told readOn(List<TokenEvent.Token> before, Generation generation)
      throws InterruptedException {
    Told rest = read(generation);
    List<Integer> ids = new ArrayList<>(before.stream().map(TokenEvent.Token::id).toList());
    List<Float> logs =
        new ArrayList<>(before.stream().map(TokenEvent.Token::logProbability).toList());
    ids.addAll(rest.ids());
    logs.addAll(rest.logs());
    return new Told(ids, logs, rest.cached(), rest.end());
  }

  private static List<TokenEvent.Token> someTokens(Generation generation, int count)
      throws InterruptedException {
    List<TokenEvent.Token> tokens = new ArrayList<>();
    while (tokens.size() < count) {
      if (generation.next() instanceof TokenEvent.Token token) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  @Test
  void backgroundWorkGivesItsPagesToAPersonAndGoesOnBitForBit() throws Exception {
    Random random = new Random(SEED);
    for (long prefixBytes : new long[] {0, 1L << 20}) {
      try (Engine tight = tight(6, prefixBytes)) {
        GenerationRequest background =
            lasting(prompt(random, 60), List.of(adapters.get(0)), 120, new Sampling(1.5f, 1f, 3))
                .withPriority(Priority.BACKGROUND);
        GenerationRequest person =
            request(prompt(random, 50), 0, List.of(), 30, Sampling.GREEDY)
                .withPriority(Priority.INTERACTIVE);
        Generation first = tight.submit(background);
        List<TokenEvent.Token> before = someTokens(first, 20);
        Told second = read(tight.submit(person));
        assertTrue(tight.figures().preemptions() > 0, "the pages were taken");
        assertAsAlone(person, second, "the person's");
        assertAsAlone(background, readOn(before, first), "the background's");
      }
    }
  }

  @Test
  void equalsNeverTakeEachOthersPages() throws Exception {
    Random random = new Random(SEED);
    try (Engine tight = tight(5, 0)) {
      List<Generation> generations = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        generations.add(
            tight.submit(request(prompt(random, 60), 0, List.of(), 60, Sampling.GREEDY)));
      }
      for (Generation generation : generations) {
        assertNotEquals(0, read(generation).ids().size());
      }
      assertEquals(0, tight.figures().preemptions());
    }
  }

  @Test
  void aPausedSequenceStandsStillAndGoesOnBitForBit() throws Exception {
    Random random = new Random(SEED);
    try (Engine tight = tight(8, 0)) {
      GenerationRequest request =
          lasting(prompt(random, 70), List.of(), 100, new Sampling(1.2f, 1f, 5));
      Generation generation = tight.submit(request);
      List<TokenEvent.Token> before = someTokens(generation, 10);
      generation.pause();
      // Equals need its pages meanwhile: they may take them, since nobody misses them now.
      for (int i = 0; i < 3; i++) {
        GenerationRequest other = request(prompt(random, 100), 0, List.of(), 100, Sampling.GREEDY);
        assertAsAlone(other, read(tight.submit(other)), "another");
      }
      assertTrue(tight.figures().preemptions() > 0);
      generation.resume();
      assertAsAlone(request, readOn(before, generation), "the paused one");
    }
  }

  @Test
  void memoryThatIsWantedElsewhereIsTakenFromPausedSequences() throws Exception {
    Random random = new Random(SEED);
    GenerationRequest request =
        lasting(prompt(random, 90), List.of(adapters.get(1)), 100, new Sampling(1.2f, 1f, 5));
    Generation generation = engine.submit(request);
    List<TokenEvent.Token> before = someTokens(generation, 10);
    generation.pause();
    assertTrue(engine.relievePrefixCache(Long.MAX_VALUE) > 0);
    assertEquals(0, ledger.bytes(Ledger.Owner.PREFIX_CACHE));
    assertEquals(0, ledger.bytes(Ledger.Owner.KV_CACHE));
    generation.resume();
    assertAsAlone(request, readOn(before, generation), "the paused one");
  }

  @Test
  void whateverHappensEachSaysWhatItSaysAlone() throws Exception {
    Random random = new Random(SEED);
    try (Engine tight = tight(7, 40_000)) {
      for (int round = 0; round < 8; round++) {
        List<GenerationRequest> requests = new ArrayList<>();
        List<Generation> generations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          requests.add(anyRequest(random, 100, 80));
          generations.add(tight.submit(requests.get(i)));
          Generation any = generations.get(random.nextInt(generations.size()));
          switch (random.nextInt(3)) {
            case 0 -> any.pause();
            case 1 -> any.resume();
            default -> {}
          }
        }
        int cancelled = random.nextInt(8);
        generations.get(cancelled).cancel();
        generations.forEach(Generation::resume);
        for (int i = 0; i < 8; i++) {
          Told told = read(generations.get(i));
          String message = "seed " + SEED + " round " + round + " sequence " + i;
          if (i == cancelled && told.end().why() == TokenEvent.Why.CANCELLED) {
            List<Integer> alone = solo(requests.get(i)).ids();
            assertEquals(alone.subList(0, told.ids().size()), told.ids(), message);
          } else {
            assertAsAlone(requests.get(i), told, message);
          }
        }
      }
      assertTrue(tight.figures().preemptions() > 0, "nobody lost pages");
    }
  }

  @Test
  void aFloodOf256RunsToItsEnd() throws Exception {
    Random random = new Random(SEED);
    try (Engine tight = tight(12, 100_000)) {
      List<GenerationRequest> requests = new ArrayList<>();
      List<Generation> generations = new ArrayList<>();
      for (int i = 0; i < 256; i++) {
        requests.add(anyRequest(random, 40, 12));
        generations.add(tight.submit(requests.get(i)));
      }
      for (int i = 0; i < 256; i++) {
        Told told = read(generations.get(i));
        assertTrue(told.end().why() != TokenEvent.Why.FAILED, "sequence " + i);
        if (i % 16 == 0) {
          assertAsAlone(requests.get(i), told, "seed " + SEED + " sequence " + i);
        }
      }
      await().until(() -> tight.figures().running() + tight.figures().waiting() == 0);
    }
  }

  @Test
  void cancellingAnywhereLeavesNothingBehind() throws Exception {
    Random random = new Random(SEED);
    try (Engine tight = tight(7, 0)) {
      for (int i = 0; i < 60; i++) {
        List<Generation> generations = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
          generations.add(tight.submit(anyRequest(random, 120, 60)));
        }
        Generation any = generations.get(random.nextInt(4));
        if (random.nextBoolean()) {
          any.pause();
        }
        int events = random.nextInt(4);
        for (int k = 0; k < events && generations.get(0) != any; k++) {
          if (generations.get(0).next() instanceof TokenEvent.Finished) {
            break;
          }
        }
        generations.forEach(Generation::close);
      }
      await().until(() -> tight.figures().running() + tight.figures().waiting() == 0);
      assertEquals(0, ledger.bytes(Ledger.Owner.PREFIX_CACHE));
      GenerationRequest whole = request(prompt(random, 150), 0, List.of(), 70, Sampling.GREEDY);
      assertAsAlone(whole, read(tight.submit(whole)), "all pages are free again");
    }
  }
}
