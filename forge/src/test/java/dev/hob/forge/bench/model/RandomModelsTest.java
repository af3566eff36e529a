// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.Engine;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.LayerWeights;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.PageCache;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The smallest shape, written once: what reads true models reads these.
class RandomModelsTest {
  private static final Shape SHAPE = Shape.EMBEDDED;
  private static final int[] PROMPT = {300, 17, 4000, 8, 1234};

  @TempDir static Path cache;
  private static BenchModels models = new BenchModels(Path.of("unset"));
  private final Ledger ledger = new Ledger();

  @BeforeAll
  static void make() {
    models = new BenchModels(cache);
  }

  private static List<Integer> said(Engine engine, List<Adapter> adapters)
      throws InterruptedException {
    GenerationRequest request =
        new GenerationRequest(
            PROMPT, 0, adapters, 12, Sampling.GREEDY, TokenConstraint.NONE, new int[0]);
    List<Integer> said = new ArrayList<>();
    try (Generation generation = engine.submit(request)) {
      while (true) {
        switch (generation.next()) {
          case TokenEvent.Started _ -> {}
          case TokenEvent.Token token -> said.add(token.id());
          case TokenEvent.Finished _ -> {
            return said;
          }
        }
      }
    }
  }

  @Test
  void aRandomBaseOpensAndTheEngineSpeaks() throws InterruptedException {
    try (Base base = Base.open(models.base(SHAPE), ledger);
        Adapter adapter = Adapter.open(models.adapters(SHAPE, 1).getFirst(), base, ledger);
        Engine engine = Engine.start(base, EngineOptions.defaults(), ledger)) {
      assertTrue(base.palettized());
      List<Integer> plain = said(engine, List.of());
      assertEquals(12, plain.size(), plain.toString());
      assertEquals(plain, said(engine, List.of()));
      assertNotEquals(plain, said(engine, List.of(adapter)), "an adapter changes what is said");
    }
    assertEquals(0, ledger.total());
  }

  @Test
  void everyMatrixHasTheBitsAndGroupOfItsShape() {
    try (Base base = Base.open(models.base(SHAPE), ledger)) {
      for (int layer = 0; layer < base.layers().size(); layer++) {
        LayerWeights weights = base.layers().get(layer);
        for (Projection projection : Projection.values()) {
          var matrix = assertInstanceOf(PaletteWeights.class, weights.matrix(projection));
          assertEquals(SHAPE.bits(layer, projection), matrix.bits());
          assertEquals(SHAPE.group(), matrix.groupColumns());
        }
      }
    }
  }

  @Test
  void aModelIsMadeOnce() throws Exception {
    Path base = models.base(SHAPE);
    var written = Files.getLastModifiedTime(base.resolve("weights.safetensors"));
    assertEquals(base, new BenchModels(cache).base(SHAPE));
    assertEquals(written, Files.getLastModifiedTime(base.resolve("weights.safetensors")));
  }

  @Test
  void oursAndTheRivalsLieInLargePages() throws IOException {
    PageCache.assumeLargePages(cache);
    for (Path file :
        List.of(models.base(SHAPE).resolve("weights.safetensors"), models.gguf(SHAPE))) {
      PageCache.assertInLargePages(file, cache);
    }
  }

  @Test
  void theRivalsFileHasTheSameMatricesInItsMix() {
    try (GgufFile file = GgufFile.open(models.gguf(SHAPE), ledger)) {
      long weights = 0;
      for (GgufTensor tensor : file.tensors().values()) {
        if (tensor.rows() > 1) {
          assertTrue(List.of(GgmlType.Q4_K, GgmlType.Q6_K).contains(tensor.type()), tensor.name());
          weights += tensor.elements();
        }
      }
      assertEquals(SHAPE.weights(), weights);
      assertEquals(GgmlType.Q6_K, file.tensors().get("token_embd.weight").type());
      assertEquals(
          SHAPE.config().vocabulary(), file.metadata().texts("tokenizer.ggml.tokens").size());
    }
  }

  @Test
  void theRivalsAdapterHasAPairOfRank16ForEveryMatrix() {
    try (GgufFile file = GgufFile.open(models.ggufAdapter(SHAPE), ledger)) {
      assertEquals(2 * 7 * SHAPE.config().layers(), file.tensors().size());
      GgufTensor first = file.tensors().get("blk.0.attn_q.weight.lora_a");
      assertEquals(16, first.rows());
      assertEquals(SHAPE.config().width(), first.columns());
    }
  }

  @Test
  void fourBitsAreWhereTheyWereWhenOtherDaysWereMeasured() {
    for (Shape shape : Shape.values()) {
      long narrow = 0;
      for (int layer = 0; layer < shape.config().layers(); layer++) {
        for (Projection projection : Projection.values()) {
          long size = (long) projection.rows(shape.config()) * projection.columns(shape.config());
          narrow += shape.bits(layer, projection) == 2 ? size : 0;
        }
      }
      // The small one runs out of matrices that may have two.
      double expected = shape == Shape.EMBEDDED ? 0.672 : 0.62;
      assertEquals(expected, 1 - (double) narrow / shape.weights(), 0.01, shape.word());
    }
  }
}
