// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import dev.hob.engine.Engine;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.forward.Scorer;
import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.WeightRow;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.TinyBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine against an independent implementation: the same base in DJL's PyTorch, float32.
class EngineOracleTest {
  private static final ModelConfig SHAPE = ModelConfig.named("tiny");
  private static final int ANSWER = 8;

  /// Logits here reach about 5; both sides round each of some hundred sums a layer to f32 in
  /// another order.
  private static final float TOLERANCE = 5e-4f;

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();

  private static TinyBase tiny() {
    return TinyBase.seeded(
        7,
        new dev.hob.engine.bundle.ModelConfig(
            "Qwen3ForCausalLM",
            SHAPE.hidden(),
            SHAPE.layers(),
            SHAPE.ffn(),
            SHAPE.heads(),
            SHAPE.kvHeads(),
            SHAPE.headDim(),
            SHAPE.vocabulary(),
            ModelConfig.CONTEXT,
            ModelConfig.RMS_EPSILON,
            ModelConfig.ROPE_THETA,
            true,
            true,
            2));
  }

  @Test
  void givesTheSameGreedyTokensUnquantized() throws Exception {
    tiny().writePlain(folder.resolve("base"), TensorType.F32);
    compare(20, List.of());
  }

  @Test
  void givesTheSameGreedyTokensAndLogitsPalettized() throws Exception {
    tiny().write(folder.resolve("base"));
    compare(8, List.of());
  }

  @Test
  void givesTheSameAsMergedWeightsWithTwoAdaptersBeside() throws Exception {
    tiny().write(folder.resolve("base"));
    tiny().writeAdapter(folder.resolve("a"), 1, 8);
    tiny().writeAdapter(folder.resolve("b"), 2, 16);
    compare(8, List.of("a", "b"));
  }

  /// The oracle computes in f32 and so must the engine: 8-bit activations are another arithmetic.
  private static EngineOptions inFloats() {
    return new EngineOptions(2, 8, 64, 64L << 20, 8L << 20, EngineOptions.Kernel.VECTOR);
  }

  private void compare(int prompts, List<String> names) throws Exception {
    List<Adapter> adapters = new ArrayList<>();
    try (NDManager manager = TorchRuntime.start(Precision.FP32);
        Base base = Base.open(folder.resolve("base"), ledger)) {
      for (String name : names) {
        adapters.add(Adapter.open(folder.resolve(name), base, ledger));
      }
      ReferenceGreedy oracle =
          new ReferenceGreedy(manager, SHAPE, Weights.of(manager, SHAPE, merged(base, adapters)));
      Random random = new Random(3);
      try (Engine engine = Engine.start(base, inFloats(), ledger);
          Scorer scorer = new Scorer(base, VectorKernels.preferred(), 1, ledger)) {
        for (int i = 0; i < prompts; i++) {
          int[] prompt = random.ints(1 + random.nextInt(80), 0, SHAPE.vocabulary()).toArray();
          assertArrayEquals(
              oracle.logits(prompt), scorer.next(prompt, adapters), TOLERANCE, "prompt " + i);
          assertArrayEquals(
              oracle.continueFrom(prompt, ANSWER, -1),
              answer(engine, prompt, adapters),
              "prompt " + i);
        }
      }
    } finally {
      adapters.forEach(Adapter::close);
    }
    assertEquals(0, ledger.total());
  }

  private static int[] answer(Engine engine, int[] prompt, List<Adapter> adapters)
      throws InterruptedException {
    List<Integer> ids = new ArrayList<>();
    try (Generation generation =
        engine.submit(
            new GenerationRequest(
                prompt, 0, adapters, ANSWER, Sampling.GREEDY, TokenConstraint.NONE, new int[0]))) {
      while (true) {
        switch (generation.next()) {
          case TokenEvent.Started _ -> {}
          case TokenEvent.Token token -> ids.add(token.id());
          case TokenEvent.Finished _ -> {
            return ids.stream().mapToInt(Integer::intValue).toArray();
          }
        }
      }
    }
  }

  /// The base's weights as the file means them, `W + Σ scaling · B A`.
  private static Map<String, TensorFile.Tensor> merged(Base base, List<Adapter> adapters) {
    Map<String, TensorFile.Tensor> merged = new TreeMap<>();
    Map<String, float[]> unquantized = tiny().weights();
    for (var entry : TensorNames.shapes(SHAPE).entrySet()) {
      long[] shape = entry.getValue();
      String name = entry.getKey();
      float[] values =
          shape.length == 1 ? unquantized.get(name) : matrix(base, name, (int) shape[1]);
      merged.put(name, new TensorFile.Tensor(shape, values.clone()));
    }
    for (Adapter adapter : adapters) {
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        for (Projection projection : Projection.values()) {
          LowRank pair = adapter.pair(layer, projection).orElseThrow();
          String name = "model.layers." + layer + "." + projection.path() + ".weight";
          add(merged.get(name).values(), pair);
        }
      }
    }
    return merged;
  }

  private static float[] matrix(Base base, String name, int columns) {
    var weights = base.embedding();
    for (int layer = 0; layer < SHAPE.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        if (name.equals("model.layers." + layer + "." + projection.path() + ".weight")) {
          weights = base.layers().get(layer).matrix(projection);
        }
      }
    }
    float[] values = new float[weights.rows() * columns];
    for (int row = 0; row < weights.rows(); row++) {
      WeightRow.read(weights, row, values, row * columns);
    }
    return values;
  }

  private static void add(float[] values, LowRank pair) {
    int columns = pair.a().columns();
    float[] a = new float[pair.rank() * columns];
    for (int r = 0; r < pair.rank(); r++) {
      WeightRow.read(pair.a(), r, a, r * columns);
    }
    float[] b = new float[pair.rank()];
    for (int row = 0; row < pair.b().rows(); row++) {
      WeightRow.read(pair.b(), row, b, 0);
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int r = 0; r < b.length; r++) {
          sum += (double) b[r] * a[r * columns + column];
        }
        values[row * columns + column] += (float) (pair.scaling() * sum);
      }
    }
  }
}
