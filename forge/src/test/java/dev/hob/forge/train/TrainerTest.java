// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.Precision;
import dev.hob.forge.model.TensorFile;
import dev.hob.forge.model.TorchRuntime;
import dev.hob.forge.model.WeightSource;
import dev.hob.forge.model.Weights;
import dev.hob.forge.shard.Example;
import dev.hob.forge.shard.ExampleSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final ModelConfig CONFIG = ModelConfig.named("tiny");

  /// Sequences that count up from a random start: easy to learn.
  private static final ExampleSource COUNTING =
      index -> {
        SplittableRandom random = new SplittableRandom(index);
        int[] tokens = new int[6 + random.nextInt(20)];
        float[] weights = new float[tokens.length];
        int start = random.nextInt(40);
        for (int i = 0; i < tokens.length; i++) {
          tokens[i] = start + i;
        }
        Arrays.fill(weights, 1);
        return new Example(tokens, weights, index % 3 == 0 ? "prose" : "count");
      };

  private static final class Recorded implements Trainer.Listener {
    private final List<StepReport> steps = new ArrayList<>();

    @Override
    public void stepped(StepReport report) {
      steps.add(report);
    }

    @Override
    public void measure(long step) {}
  }

  private static Trainer trainer(NDManager manager, Path run, Weights weights) throws IOException {
    TrainOptions options = new TrainOptions(32, 128, 2, Duration.ofDays(1), 1000);
    BaseStep step = new BaseStep(manager, CONFIG, weights, new BaseStep.Options(2, true));
    return new Trainer(
        manager,
        options,
        Schedule.planned(3e-3, 5),
        new Learner(weights.tensors(), step, AdamW.Options.BASE),
        new RunFolder(run, Clock.systemUTC()));
  }

  private static Map<String, TensorFile.Tensor> trained(
      Path run, long steps, boolean resume, Recorded recorded) throws IOException {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Weights weights = Weights.random(manager, CONFIG, 5);
      Trainer trainer = trainer(manager, run, weights);
      if (resume) {
        trainer.resume();
      }
      trainer.train(new Budget.Tokens(20 * 128), stage -> COUNTING, steps, recorded);
      return Weights.inMemory(weights.tensors());
    }
  }

  @Test
  void tenStepsThenTenMoreAreBitForBitTwentySteps(@TempDir Path folder) throws IOException {
    Recorded whole = new Recorded();
    var once = trained(folder.resolve("whole"), 20, false, whole);
    Recorded parts = new Recorded();
    trained(folder.resolve("parts"), 10, false, parts);
    var twice = trained(folder.resolve("parts"), 10, true, parts);
    assertEquals(20, whole.steps.size());
    for (int i = 0; i < 20; i++) {
      assertEquals(whole.steps.get(i).loss(), parts.steps.get(i).loss(), "step " + i);
      assertEquals(whole.steps.get(i).stage(), parts.steps.get(i).stage(), "step " + i);
    }
    once.forEach((name, tensor) ->
        assertArrayEquals(
            tensor.values(), Objects.requireNonNull(twice.get(name)).values(), 0f, name));
    assertTrue(whole.steps.getLast().loss() < whole.steps.getFirst().loss() * 0.8);
  }

  @Test
  void aRunWithoutACheckpointCannotGoOn(@TempDir Path folder) {
    assertThrows(IOException.class, () -> trained(folder, 1, true, new Recorded()));
  }

  @Test
  void aDamagedCheckpointNamesTheTensor(@TempDir Path folder) throws IOException {
    trained(folder, 1, false, new Recorded());
    Path tensors = folder.resolve("checkpoint").resolve(Checkpoint.TENSORS);
    var read = TensorFile.read(tensors);
    read.remove("model.norm.weight");
    TensorFile.write(tensors, read, Map.of());
    IOException e = assertThrows(IOException.class, () -> trained(folder, 1, true, new Recorded()));
    assertTrue(String.valueOf(e.getMessage()).contains("model.norm.weight"), e.getMessage());
    Files.write(tensors, Arrays.copyOf(Files.readAllBytes(tensors), 1000));
    assertThrows(IOException.class, () -> trained(folder, 1, true, new Recorded()));
  }

  @Test
  void theHandMadeGradientOfTheLossIsTheOneOfFiniteDifferences() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Weights weights = Weights.random(manager, CONFIG, 9);
      Batch batch = new Packer(COUNTING, 2, 32).pack(Cursor.START).batch();
      BaseStep step = new BaseStep(manager, CONFIG, weights, new BaseStep.Options(2, true));
      new AdamW(manager, weights.tensors(), AdamW.Options.BASE);
      step.gradients(batch);
      String name = "model.embed_tokens.weight";
      float[] gradient = weights.tensor(name).getGradient().toFloatArray();
      float[] values = weights.tensor(name).toFloatArray();
      int tested = batch.tokens()[0] * CONFIG.hidden() + 3;
      float kept = values[tested];
      float delta = 4e-3f;
      values[tested] = kept + delta;
      weights.tensor(name).set(values);
      double above = step.measure(batch).mean();
      values[tested] = kept - delta;
      weights.tensor(name).set(values);
      double below = step.measure(batch).mean();
      double measured = (above - below) / (2 * delta);
      // The z-loss is in the gradient but not in the reported loss; at these logits it is small.
      assertEquals(measured, gradient[tested], 0.05 * Math.abs(measured) + 2e-4);
      assertTrue(Math.abs(measured) > 1e-4, "a gradient worth testing: " + measured);
    }
  }

  @Test
  void aGarbageCollectionInTheMiddleOfAPassChangesNoGradient() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Weights weights = Weights.random(manager, CONFIG, 9);
      new AdamW(manager, weights.tensors(), AdamW.Options.BASE);
      Batch batch = new Packer(COUNTING, 2, 32).pack(Cursor.START).batch();
      float[] calm = gradient(manager, weights, weights, batch);
      List<ByteBuffer> overwriting = new ArrayList<>();
      WeightSource collecting =
          name -> {
            System.gc();
            for (int i = 0; i < 200; i++) {
              overwriting.add(ByteBuffer.allocateDirect(4).putInt(0, 0x7fc00000));
            }
            return weights.tensor(name);
          };
      assertArrayEquals(calm, gradient(manager, weights, collecting, batch));
    }
  }

  private static float[] gradient(
      NDManager manager, Weights weights, WeightSource source, Batch batch) {
    new BaseStep(manager, CONFIG, source, new BaseStep.Options(2, true)).gradients(batch);
    NDArray gradient = weights.tensor("model.embed_tokens.weight").getGradient();
    float[] values = gradient.toFloatArray();
    gradient.muli(0);
    return values;
  }
}
