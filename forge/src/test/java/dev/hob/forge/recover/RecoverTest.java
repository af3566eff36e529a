// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.recover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.hob.forge.lora.LoraShape;
import dev.hob.forge.lora.LoraWeights;
import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.Precision;
import dev.hob.forge.model.TensorFile;
import dev.hob.forge.model.TensorNames;
import dev.hob.forge.model.TorchRuntime;
import dev.hob.forge.model.Weights;
import dev.hob.forge.palette.PalettizedBase;
import dev.hob.forge.palette.Palettizer;
import dev.hob.forge.shard.Example;
import dev.hob.forge.train.AdamW;
import dev.hob.forge.train.Batch;
import dev.hob.forge.train.Cursor;
import dev.hob.forge.train.Packer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecoverTest {
  private static final ModelConfig CONFIG = ModelConfig.named("tiny");

  /// A teacher whose every matrix matters.
  private static Map<String, TensorFile.Tensor> teacher() {
    Map<String, TensorFile.Tensor> tensors = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(4);
    TensorNames.shapes(CONFIG)
        .forEach((name, shape) -> {
          int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
          float[] values = new float[count];
          for (int i = 0; i < count; i++) {
            values[i] = shape.length == 1 ? 1 : (float) (0.15 * random.nextGaussian());
          }
          tensors.put(name, new TensorFile.Tensor(shape, values));
        });
    return tensors;
  }

  private static PalettizedBase palettized(Map<String, TensorFile.Tensor> teacher) {
    SortedMap<String, Palettizer.Source> sources = new TreeMap<>();
    teacher.forEach(
        (name, t) -> sources.put(name, new Palettizer.Source(t.shape(), t.values(), new float[0])));
    return new Palettizer(sources, new Palettizer.Options(5, 128, (done, total) -> {}))
        .run()
        .base();
  }

  /// Divergence before and after some steps.
  private static double[] trained(RecoverStep step, Map<String, NDArray> parameters, NDManager m) {
    AdamW optimizer = new AdamW(m, parameters, new AdamW.Options(0, 1));
    double[] divergence = new double[2];
    for (int i = 0; i < 25; i++) {
      divergence[i == 0 ? 0 : 1] = step.gradients(batch()).mean();
      optimizer.step(1e-3);
    }
    return divergence;
  }

  @Test
  void tuningBringsThePaletteNearerToItsOriginalAndKeepsTheIndices() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      PalettizedBase base = palettized(teacher());
      Weights teacher = Weights.of(manager, CONFIG, teacher());
      PaletteWeights student = new PaletteWeights(manager, base);
      RecoverStep step =
          new RecoverStep(manager, teacher, student::in, new RecoverStep.Options(2, 0, true));
      double[] divergence = trained(step, student.parameters(), manager);
      assertTrue(divergence[1] < 0.8 * divergence[0], Arrays.toString(divergence));
      student
          .tuned()
          .matrices()
          .forEach((name, tuned) -> {
            assertArrayEquals(base.matrices().get(name).indices(), tuned.indices(), name);
            assertArrayEquals(tuned.rounded().values(), tuned.values(), name);
          });
    }
  }

  @Test
  void theRecoveryAdapterBringsItNearerStill() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Map<String, TensorFile.Tensor> frozen = teacher();
      palettized(teacher())
          .matrices()
          .forEach((name, matrix) ->
              frozen.put(name, new TensorFile.Tensor(frozen.get(name).shape(), matrix.values())));
      LoraShape shape = LoraShape.FULL;
      LoraWeights student =
          new LoraWeights(
              manager, Weights.of(manager, CONFIG, frozen), shape, shape.fresh(CONFIG, 1));
      RecoverStep step =
          new RecoverStep(
              manager,
              Weights.of(manager, CONFIG, teacher()),
              pass -> student,
              new RecoverStep.Options(2, 0, false));
      double[] divergence = trained(step, student.pairs(), manager);
      assertTrue(divergence[1] < 0.9 * divergence[0], Arrays.toString(divergence));
    }
  }

  @Test
  void aModelDoesNotDivergeFromItself() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Weights teacher = Weights.of(manager, CONFIG, teacher());
      RecoverStep step =
          new RecoverStep(manager, teacher, pass -> teacher, new RecoverStep.Options(2, 0, false));
      new AdamW(manager, teacher.tensors(), AdamW.Options.BASE);
      assertEquals(0, step.gradients(batch()).mean(), 1e-5);
    }
  }

  private static Batch batch() {
    return new Packer(
            index -> {
              int[] tokens = new SplittableRandom(index).ints(24, 0, CONFIG.vocabulary()).toArray();
              float[] weights = new float[tokens.length];
              Arrays.fill(weights, 1);
              return new Example(tokens, weights, "task");
            },
            2,
            24)
        .pack(Cursor.START)
        .batch();
  }
}
