// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.Span;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.sample.Sampler;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Adapters that act from their invocation on: against a forward pass by hand, token by token, that
/// is told for each token what acts on it.
@ParameterizedClass
@EnumSource(
    value = EngineOptions.Kernel.class,
    names = {"C", "VECTOR"})
class ActivatedAdapterTest extends EngineFixture {
  private static final int[] FIRST = {40, 41};
  private static final int[] SECOND = {42};

  private Adapter first;
  private Adapter second;

  ActivatedAdapterTest(EngineOptions.Kernel kernel) {
    super(kernel, 0);
    assumeTrue(
        kernel != EngineOptions.Kernel.C || CKernels.best().isPresent(), () -> CKernels.missing());
  }

  @BeforeEach
  void openActivated() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.writeActivated(folder.resolve("first"), 200, 8, FIRST);
    tiny.writeActivated(folder.resolve("second"), 201, 5, SECOND);
    first = Adapter.open(folder.resolve("first"), base, ledger);
    second = Adapter.open(folder.resolve("second"), base, ledger);
  }

  @AfterEach
  void closeActivated() {
    engine.close();
    first.close();
    second.close();
  }

  private static int[] join(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
  }

  /// Greedy ids and their probabilities, one token a step.
  private Told byHand(int[] prompt, int most, IntFunction<List<Adapter>> acting) {
    List<Integer> ids = new ArrayList<>();
    List<Float> logs = new ArrayList<>();
    Sampler sampler = new Sampler(Sampling.GREEDY);
    try (Backend backend = Engine.backend(options.kernel(), base, 1, 4, ledger);
        PagePool pages = new PagePool(backend.pageBytes(), Long.MAX_VALUE, ledger);
        PageTable table = new PageTable(pages, 0)) {
      for (int i = 0; ids.size() < most; i++) {
        int token = i < prompt.length ? prompt[i] : ids.get(i - prompt.length);
        Span span = new Span(new int[] {token}, i, table, acting.apply(i), Span.Wanted.LAST);
        Rows rows = backend.step(List.of(span));
        if (i >= prompt.length - 1) {
          Sampler.Drawn drawn =
              sampler.draw(Arrays.copyOf(rows.values(), base.config().vocabulary()));
          ids.add(drawn.id());
          logs.add(drawn.logProbability());
        }
      }
    }
    return new Told(ids, logs, 0, null);
  }

  private Told told(int[] prompt, List<Adapter> adapters) throws InterruptedException {
    return read(
        engine.submit(
            new GenerationRequest(
                prompt,
                0,
                adapters,
                12,
                Sampling.GREEDY,
                dev.hob.engine.constrain.TokenConstraint.NONE,
                new int[0])));
  }

  private static void assertSame(Told expected, Told told) {
    assertEquals(expected.ids(), told.ids());
    assertEquals(expected.logs(), told.logs());
  }

  @Test
  void itActsFromItsLastInvocationOn() throws Exception {
    Random random = new Random(SEED);
    for (int length : new int[] {1, 23, 40, 64, 100}) {
      int[] prompt = join(FIRST, prompt(random, length), FIRST, prompt(random, 1 + length / 9));
      int invocation = 2 + length;
      Told expected = byHand(prompt, 12, i -> i < invocation ? List.of() : List.of(first));
      assertSame(expected, told(prompt, List.of(first)));
    }
  }

  @Test
  void withoutInvocationTheBaseSpeaks() throws Exception {
    int[] prompt = prompt(new Random(SEED), 60);
    Told bare = told(prompt, List.of());
    assertSame(bare, told(prompt, List.of(first)));
    assertNotEquals(bare.logs(), told(join(prompt, FIRST), List.of(first)).logs());
  }

  @Test
  void severalActEachFromItsOwnInvocationInTheOrderOfTheRequest() throws Exception {
    Random random = new Random(SEED);
    int[] prompt = join(prompt(random, 37), SECOND, prompt(random, 30), FIRST, prompt(random, 9));
    Adapter plain = adapters.get(1);
    Told expected =
        byHand(
            prompt,
            12,
            i -> {
              if (i < 37) {
                return List.of(plain);
              }
              return i < 68 ? List.of(plain, second) : List.of(first, plain, second);
            });
    assertSame(expected, told(prompt, List.of(first, plain, second)));
  }

  @Test
  void onePrefillServesSeveral() throws Exception {
    Random random = new Random(SEED);
    int[] content = prompt(random, 200);
    Told bare = told(content, List.of());
    Told one = told(join(content, FIRST), List.of(first));
    Told two = told(join(content, SECOND), List.of(second));
    Told plain = told(join(content, FIRST), List.of(adapters.get(0)));
    assertTrue(bare.cached() <= 2);
    assertEquals(200, one.cached());
    assertEquals(200, two.cached());
    assertEquals(0, plain.cached(), "a plain adapter shares nothing with the base");
    assertSame(byHand(join(content, FIRST), 12, i -> i < 200 ? List.of() : List.of(first)), one);
    assertSame(byHand(join(content, SECOND), 12, i -> i < 200 ? List.of() : List.of(second)), two);
  }

  @Test
  void togetherTheyShareThePrefillToo() throws Exception {
    int[] content = prompt(new Random(SEED), 300);
    List<Generation> generations = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean odd = i % 2 == 1;
      generations.add(
          engine.submit(
              request(
                  join(content, odd ? FIRST : SECOND),
                  0,
                  List.of(odd ? first : second),
                  8,
                  Sampling.GREEDY)));
    }
    int computed = 0;
    for (Generation generation : generations) {
      computed += 302 - read(generation).cached();
    }
    assertTrue(computed < 2 * 300, "tokens computed for six prompts: " + computed);
  }
}
