// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.hob.engine.Engine;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.forward.Scorer;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineAgreesTest {
  private static final long SEED = 11;
  private static final int PROMPTS = 20;
  private static final int TOKENS = 12;

  /// Keys and values stand in 8 bits in the engine's cache; all else is float32 on both sides.
  private static final float TOLERANCE = 0.05f;

  private static final ModelConfig CONFIG =
      new ModelConfig(TinyBase.seeded(SEED).config().vocabulary(), 128, 2, 256, 2, 1, 64);

  private static TinyBase tiny() {
    return TinyBase.seeded(
        SEED,
        new dev.hob.engine.bundle.ModelConfig(
            "Qwen3ForCausalLM",
            CONFIG.hidden(),
            CONFIG.layers(),
            CONFIG.ffn(),
            CONFIG.heads(),
            CONFIG.kvHeads(),
            CONFIG.headDim(),
            CONFIG.vocabulary(),
            1024,
            ModelConfig.RMS_EPSILON,
            ModelConfig.ROPE_THETA,
            true,
            true,
            2));
  }

  private static Weights weights(NDManager manager, TinyBase tiny) {
    Map<String, TensorFile.Tensor> tensors = new LinkedHashMap<>();
    TensorNames.shapes(CONFIG)
        .forEach((name, shape) ->
            tensors.put(name, new TensorFile.Tensor(shape, tiny.weights().get(name))));
    return Weights.of(manager, CONFIG, tensors);
  }

  @Test
  void theEngineSaysTheSameGreedyTokensAsTheTrainedModelInFloat32(@TempDir Path folder)
      throws IOException {
    TinyBase tiny = tiny();
    tiny.writePlain(folder, TensorType.F32);
    Ledger ledger = new Ledger();
    int clear = 0;
    try (NDManager manager = TorchRuntime.start(Precision.FP32);
        Base base = Base.open(folder, ledger);
        Scorer engine = new Scorer(base, Engine.kernels(EngineOptions.Kernel.VECTOR), 1, ledger)) {
      ReferenceGreedy reference = new ReferenceGreedy(manager, CONFIG, weights(manager, tiny));
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < PROMPTS; i++) {
        int[] prompt = random.ints(3 + random.nextInt(30), 0, CONFIG.vocabulary()).toArray();
        int[] said = reference.continueFrom(prompt, TOKENS, -1);
        int[] whole = Arrays.copyOf(prompt, prompt.length + TOKENS);
        System.arraycopy(said, 0, whole, prompt.length, TOKENS);
        float[][] logits = engine.logits(whole, List.of());
        for (int k = 0; k < TOKENS; k++) {
          int at = prompt.length + k;
          float[] expected = reference.logits(Arrays.copyOf(whole, at));
          float[] actual = logits[at - 1];
          assertClose(expected, actual, "prompt " + i + ", token " + k);
          if (margin(expected, said[k]) > 2 * TOLERANCE) {
            clear++;
            assertEquals(said[k], best(actual), "prompt " + i + ", token " + k);
          }
        }
      }
    }
    assertTrue(clear > 0.7 * PROMPTS * TOKENS, "only " + clear + " choices were clear ones");
  }

  private static void assertClose(float[] expected, float[] actual, String where) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE, where + ", logit " + i);
    }
  }

  private static float margin(float[] logits, int chosen) {
    float second = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      second = i == chosen ? second : Math.max(second, logits[i]);
    }
    return logits[chosen] - second;
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
