// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.Precision;
import dev.hob.forge.model.ReferenceGreedy;
import dev.hob.forge.model.TensorFile;
import dev.hob.forge.model.TensorNames;
import dev.hob.forge.model.TorchRuntime;
import dev.hob.forge.model.Weights;
import dev.hob.forge.shard.Example;
import dev.hob.forge.train.AdamW;
import dev.hob.forge.train.BaseStep;
import dev.hob.forge.train.Batch;
import dev.hob.forge.train.Cursor;
import dev.hob.forge.train.Packer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraTest {
  private static final ModelConfig CONFIG = ModelConfig.named("tiny");
  private static final int[] PROMPT = {5, 6, 7, 8, 9};

  private static Batch batch() {
    Packer packer =
        new Packer(
            index ->
                new Example(
                    new int[] {1, 2, (int) (index % 7) + 3, 9, 9, 9},
                    new float[] {0, 0, 0, 1, 1, 1},
                    "task"),
            2,
            32);
    return packer.pack(Cursor.START).batch();
  }

  @Test
  void aFreshAdapterChangesNothing() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Weights base = Weights.random(manager, CONFIG, 3);
      LoraShape shape = LoraShape.FULL;
      LoraWeights both = new LoraWeights(manager, base, shape, shape.fresh(CONFIG, 1));
      assertArrayEquals(
          new ReferenceGreedy(manager, CONFIG, base).logits(PROMPT),
          new ReferenceGreedy(manager, CONFIG, both).logits(PROMPT));
    }
  }

  @Test
  void trainingMovesTheAdapterAndLeavesTheBase() {
    try (NDManager manager = TorchRuntime.start(Precision.FP32)) {
      Weights base = Weights.random(manager, CONFIG, 3);
      Map<String, TensorFile.Tensor> before = Weights.inMemory(base.tensors());
      LoraShape shape = LoraShape.FULL;
      LoraWeights both = new LoraWeights(manager, base, shape, shape.fresh(CONFIG, 1));
      AdamW optimizer = new AdamW(manager, both.pairs(), new AdamW.Options(0, 1));
      BaseStep step = new BaseStep(manager, CONFIG, both, new BaseStep.Options(2, false));
      double first = step.gradients(batch()).mean();
      optimizer.step(1e-2);
      double last = first;
      for (int i = 0; i < 30; i++) {
        last = step.gradients(batch()).mean();
        optimizer.step(1e-2);
      }
      assertTrue(last < first - 0.5, first + " to " + last);
      before.forEach((name, tensor) ->
          assertArrayEquals(tensor.values(), base.tensor(name).toFloatArray(), name));
    }
  }

  @Test
  void thePeftFolderIsReadBackAndByTheEngine(@TempDir Path folder) throws IOException {
    LoraShape shape = new LoraShape(4, 8, TensorNames.MATRICES);
    TinyBase tiny = TinyBase.seeded(1);
    var engine = tiny.config();
    ModelConfig config =
        new ModelConfig(
            engine.vocabulary(),
            engine.width(),
            engine.layers(),
            engine.ffn(),
            engine.heads(),
            engine.kvHeads(),
            engine.headDim());
    Map<String, TensorFile.Tensor> pairs = shape.fresh(config, 2);
    PeftFolder.write(folder, shape, pairs, "tiny");
    PeftFolder.Read read = PeftFolder.read(folder);
    assertEquals(shape, read.shape());
    pairs.forEach((name, tensor) ->
        assertArrayEquals(tensor.values(), read.pairs().get(name).values(), 2e-3f, name));
    try (Adapter adapter = Adapter.open(folder, tiny.config(), new Ledger())) {
      assertEquals(4, adapter.rank());
    }
  }

  @Test
  void namesArePeftsOwn() {
    assertEquals(
        "base_model.model.model.layers.3.mlp.up_proj.lora_A.weight",
        LoraShape.name(TensorNames.matrix(3, "up_proj"), "A"));
    assertThrows(
        IllegalArgumentException.class, () -> new LoraShape(4, 8, java.util.List.of("lm_head")));
  }

  @Test
  void anotherKindOfAdapterIsRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\": \"IA3\"}");
    assertThrows(IOException.class, () -> PeftFolder.read(folder));
  }
}
