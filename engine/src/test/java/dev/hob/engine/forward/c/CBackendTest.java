// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward.c;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.Scorer;
import dev.hob.engine.forward.Span;
import dev.hob.engine.forward.StepAbortedException;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.Families;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CBackendTest {
  private static final long SEED = Long.getLong("hob.seed", 1010L);

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random(SEED);

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(!CKernels.all().isEmpty(), () -> CKernels.missing());
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, ledger.total(), () -> "ledger " + ledger.snapshot());
  }

  private static ModelConfig shape(
      String name, int width, int ffn, int heads, int kvHeads, int headDim, boolean tied) {
    return new ModelConfig(
        name,
        width,
        3,
        ffn,
        heads,
        kvHeads,
        headDim,
        TinyBase.seeded(1).config().vocabulary(),
        512,
        1e-5,
        500_000,
        name.startsWith("Qwen3"),
        tied,
        -1);
  }

  @Test
  void everyInstructionSetGivesTheBitsOfTheReferenceOnEveryKindOfWeights() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("p"));
    tiny.writePlain(folder.resolve("f"), TensorType.F32);
    tiny.writePlain(folder.resolve("h"), TensorType.F16);
    tiny.writePlain(folder.resolve("b"), TensorType.BF16);
    for (String name : List.of("p", "f", "h", "b")) {
      try (Base base = Base.open(folder.resolve(name), ledger)) {
        agrees(base, List.of(), 75);
      }
    }
  }

  @Test
  void oddShapesHeadsAndLongTextsAgree() throws IOException {
    List<ModelConfig> shapes =
        List.of(
            shape("LlamaForCausalLM", 48, 80, 3, 1, 20, false),
            shape("LlamaForCausalLM", 36, 52, 5, 5, 2, true),
            shape("Qwen3ForCausalLM", 80, 40, 6, 2, 34, false));
    for (int i = 0; i < shapes.size(); i++) {
      TinyBase.seeded(i, shapes.get(i)).write(folder.resolve("s" + i));
      try (Base base = Base.open(folder.resolve("s" + i), ledger)) {
        agrees(base, List.of(), i == 0 ? 300 : 60);
      }
    }
  }

  @Test
  void everyFamilyGivesTheBitsOfTheReferencePlainAndWithAnAdapter() throws IOException {
    for (Map.Entry<String, ModelConfig> family : Families.all().entrySet()) {
      Path at = folder.resolve(family.getKey());
      TinyBase tiny = TinyBase.seeded(3, family.getValue());
      tiny.write(at.resolve("palettized"));
      tiny.writePlain(at.resolve("plain"), TensorType.BF16);
      tiny.writeAdapter(at.resolve("adapter"), 4, 6);
      for (String kind : List.of("palettized", "plain")) {
        try (Base base = Base.open(at.resolve(kind), ledger);
            Adapter adapter = Adapter.open(at.resolve("adapter"), base, ledger)) {
          agrees(base, List.of(), 70);
          agrees(base, List.of(adapter), 90);
        }
      }
    }
  }

  @Test
  void adaptersOfAnyRankAddUpInTheirOrder() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("b"));
    tiny.writeAdapter(folder.resolve("x"), 1, 5, TensorType.F16);
    tiny.writeAdapter(folder.resolve("y"), 2, 33, TensorType.F32);
    tiny.writeAdapter(folder.resolve("z"), 3, 64, TensorType.BF16);
    try (Base base = Base.open(folder.resolve("b"), ledger);
        Adapter x = Adapter.open(folder.resolve("x"), base, ledger);
        Adapter y = Adapter.open(folder.resolve("y"), base, ledger);
        Adapter z = Adapter.open(folder.resolve("z"), base, ledger)) {
      agrees(base, List.of(x), 40);
      agrees(base, List.of(x, y), 40);
      agrees(base, List.of(z, x, y), 40);
    }
  }

  /// Large enough for every region to be handed out to the workers.
  @Test
  void manyWorkersAgreeOnAWideBase() throws IOException {
    TinyBase wide = TinyBase.seeded(5, shape("LlamaForCausalLM", 1040, 300, 4, 2, 32, true));
    wide.write(folder.resolve("b"));
    wide.writeAdapter(folder.resolve("x"), 1, 20);
    try (Base base = Base.open(folder.resolve("b"), ledger);
        Adapter x = Adapter.open(folder.resolve("x"), base, ledger)) {
      int[] tokens = random.ints(64, 0, base.config().vocabulary()).toArray();
      ByteModel model = new ByteModel(base, List.of(x));
      float[][] expected = new float[tokens.length][];
      for (int t = 0; t < tokens.length; t++) {
        expected[t] = model.next(tokens[t]);
      }
      for (int threads = 1; threads <= 4; threads++) {
        try (Scorer scorer = scorer(base, CKernels.all().getLast(), threads)) {
          for (int round = 0; round < 20; round++) {
            float[][] logits = scorer.logits(tokens, List.of(x));
            for (int t = 0; t < tokens.length; t++) {
              assertArrayEquals(
                  expected[t], logits[t], threads + " threads, round " + round + " token " + t);
            }
          }
        }
      }
    }
  }

  private void agrees(Base base, List<Adapter> adapters, int length) {
    int[] tokens = random.ints(length, 0, base.config().vocabulary()).toArray();
    ByteModel model = new ByteModel(base, adapters);
    float[][] expected = new float[length][];
    for (int t = 0; t < length; t++) {
      expected[t] = model.next(tokens[t]);
    }
    int threads = 1;
    for (CKernels kernels : CKernels.all()) {
      String message = "seed " + SEED + " " + kernels.title() + " threads " + threads;
      try (Scorer scorer = scorer(base, kernels, threads)) {
        float[][] logits = scorer.logits(tokens, adapters);
        for (int t = 0; t < length; t++) {
          assertArrayEquals(expected[t], logits[t], message + " token " + t);
        }
        assertArrayEquals(expected[length - 1], scorer.next(tokens, adapters), message);
      }
      threads++;
    }
  }

  private Scorer scorer(Base base, CKernels kernels, int threads) {
    return new Scorer(
        base, new CBackend(base, kernels, "a test", threads, Scorer.CHUNK, ledger), ledger);
  }

  /// Random weights are the worst case for 8 bits; a base that was trained is nearer (measured in
  /// docs/decisions).
  @Test
  void eightBitsStayNearTheFloats() throws IOException {
    TinyBase.seeded(7).write(folder);
    try (Base base = Base.open(folder, ledger)) {
      int[] tokens = random.ints(200, 0, base.config().vocabulary()).toArray();
      float[][] floats;
      try (Scorer scorer = new Scorer(base, VectorKernels.preferred(), 1, ledger)) {
        floats = scorer.logits(tokens, List.of());
      }
      double noise = 0;
      double power = 0;
      try (Scorer scorer = scorer(base, CKernels.all().getLast(), 2)) {
        float[][] bytes = scorer.logits(tokens, List.of());
        for (int t = 0; t < tokens.length; t++) {
          for (int i = 0; i < floats[t].length; i++) {
            noise += Math.pow(floats[t][i] - bytes[t][i], 2);
            power += Math.pow(floats[t][i], 2);
          }
        }
      }
      // each of some 20 roundings to 8 bits adds about 1e-5 of the power, two layers multiply it
      assertTrue(noise < 2e-3 * power, "noise " + noise / power);
    }
  }

  /// One row of a batch: a sequence that has its own adapters, pages and place.
  private record Running(
      int[] tokens, List<Adapter> adapters, PageTable pages, List<float[]> out) {}

  @Test
  void aRowHasTheSameBitsWhateverStandsBesideItAndHoweverItIsCut() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("b"));
    tiny.writeAdapter(folder.resolve("x"), 1, 5);
    tiny.writeAdapter(folder.resolve("y"), 2, 33);
    try (Base base = Base.open(folder.resolve("b"), ledger);
        Adapter x = Adapter.open(folder.resolve("x"), base, ledger);
        Adapter y = Adapter.open(folder.resolve("y"), base, ledger)) {
      List<List<Adapter>> sets = List.of(List.of(), List.of(x), List.of(y), List.of(x, y));
      for (CKernels kernels : CKernels.all()) {
        for (int round = 0; round < 2; round++) {
          batch(base, kernels, sets, 1 + random.nextInt(4));
        }
      }
    }
  }

  private void batch(Base base, CKernels kernels, List<List<Adapter>> sets, int threads) {
    String message = "seed " + SEED + " " + kernels.title() + " threads " + threads;
    List<float[][]> alone = new ArrayList<>();
    try (Backend backend = new CBackend(base, kernels, "a test", threads, 70, ledger);
        PagePool pool = new PagePool(backend.pageBytes(), Long.MAX_VALUE, ledger)) {
      List<Running> all = new ArrayList<>();
      for (List<Adapter> set : sets) {
        int length = 1 + random.nextInt(70);
        int[] tokens = random.ints(length, 0, base.config().vocabulary()).toArray();
        all.add(new Running(tokens, set, new PageTable(pool, 0), new ArrayList<>()));
        try (Scorer scorer = scorer(base, kernels, 1)) {
          alone.add(scorer.logits(tokens, set));
        }
      }
      while (step(backend, all)) {
        assertTrue(all.size() == sets.size());
      }
      for (int i = 0; i < all.size(); i++) {
        for (int t = 0; t < alone.get(i).length; t++) {
          assertArrayEquals(alone.get(i)[t], all.get(i).out().get(t), message + " token " + t);
        }
        all.get(i).pages().close();
      }
    }
  }

  /// Some more tokens of some sequences.
  private boolean step(Backend backend, List<Running> all) {
    List<Span> spans = new ArrayList<>();
    List<Running> inStep = new ArrayList<>();
    boolean left = false;
    for (Running running : all) {
      int done = running.out().size();
      int open = running.tokens().length - done;
      left |= open > 0;
      if (open > 0 && random.nextInt(3) > 0) {
        int count = Math.min(open, 1 + random.nextInt(random.nextBoolean() ? 3 : 17));
        int[] tokens = Arrays.copyOfRange(running.tokens(), done, done + count);
        spans.add(new Span(tokens, done, running.pages(), running.adapters(), Span.Wanted.ALL));
        inStep.add(running);
      }
    }
    if (!spans.isEmpty()) {
      Rows logits = backend.step(spans);
      int row = 0;
      for (int i = 0; i < spans.size(); i++) {
        for (int t = 0; t < spans.get(i).tokens().length; t++) {
          int at = logits.at(row++);
          inStep
              .get(i)
              .out()
              .add(
                  Arrays.copyOfRange(
                      logits.values(), at, at + TinyBase.seeded(7).config().vocabulary()));
        }
      }
    }
    return left;
  }

  @Test
  void refusesWhatDoesNotFitBeforeCSeesIt() throws IOException {
    TinyBase.seeded(7).write(folder);
    Base base = Base.open(folder, ledger);
    try (Backend backend = new CBackend(base, CKernels.all().getLast(), "a test", 2, 8, ledger);
        PagePool pool = new PagePool(backend.pageBytes(), Long.MAX_VALUE, ledger);
        PageTable pages = new PageTable(pool, 0)) {
      for (Span bad :
          List.of(
              span(new int[9], 0, pages),
              span(new int[] {-1}, 0, pages),
              span(new int[] {base.config().vocabulary()}, 0, pages),
              span(new int[] {1}, -1, pages),
              span(new int[] {1}, base.config().context(), pages))) {
        assertThrows(IllegalArgumentException.class, () -> backend.step(List.of(bad)));
      }
      base.close();
      assertEquals(1, backend.step(List.of(span(new int[] {1}, 0, pages))).count(), "still pinned");
      backend.abort();
      assertThrows(
          StepAbortedException.class, () -> backend.step(List.of(span(new int[] {1}, 1, pages))));
      backend.close();
      backend.abort();
    }
    assertThrows(IllegalStateException.class, base::pin);
  }

  private static Span span(int[] tokens, int position, PageTable pages) {
    return new Span(tokens, position, pages, List.of(), Span.Wanted.LAST);
  }

  @Test
  void anAdapterClosedBeforeAStepIsAnErrorAndNoCrash() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("b"));
    tiny.writeAdapter(folder.resolve("x"), 1, 5);
    try (Base base = Base.open(folder.resolve("b"), ledger);
        Backend backend = new CBackend(base, CKernels.all().getLast(), "a test", 2, 8, ledger);
        PagePool pool = new PagePool(backend.pageBytes(), Long.MAX_VALUE, ledger);
        PageTable pages = new PageTable(pool, 0)) {
      Adapter gone = Adapter.open(folder.resolve("x"), base, ledger);
      Span span = new Span(new int[] {3}, 0, pages, List.of(gone), Span.Wanted.LAST);
      backend.step(List.of(span));
      gone.close();
      assertThrows(IllegalStateException.class, () -> backend.step(List.of(span)));
    }
  }
}
