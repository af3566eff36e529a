// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.recover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.lora.LoraShape;
import dev.hob.forge.lora.LoraWeights;
import dev.hob.forge.lora.PeftFolder;
import dev.hob.forge.model.BaseFolder;
import dev.hob.forge.model.Weights;
import dev.hob.forge.train.AdamW;
import dev.hob.forge.train.Learner;
import dev.hob.forge.train.TrainingRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `hob forge recover`: trains the recovery adapter of a palettized base.
@Command(
    name = "recover",
    description = "Trains the adapter that brings a palettized base back to its original.")
public final class RecoverCommand implements Callable<Integer> {
  private static final double CROSS_ENTROPY = 0.1;

  @Spec private CommandSpec spec;
  @Mixin private DistillRun run;

  @Override
  public Integer call() throws IOException {
    return run.with(
        spec.commandLine().getOut(),
        manager -> {
          Weights teacher = Weights.read(manager, run.teacher());
          Weights frozen = BaseFolder.read(manager, run.base());
          LoraShape shape = LoraShape.FULL;
          LoraWeights student =
              new LoraWeights(
                  manager, frozen, shape, shape.fresh(frozen.config(), run.options().seed()));
          RecoverStep step =
              new RecoverStep(
                  manager,
                  teacher,
                  pass -> student,
                  new RecoverStep.Options(run.options().rowsAtOnce(), CROSS_ENTROPY, false));
          Learner learner = new Learner(student.pairs(), step, new AdamW.Options(0, 1));
          run.train(manager, "recover", learner, () -> student);
          Path folder = run.options().out().resolve("adapter");
          String name = String.valueOf(run.base().getFileName());
          PeftFolder.write(folder, shape, Weights.inMemory(student.pairs()), name);
          record(folder);
        });
  }

  private void record(Path folder) throws IOException {
    ObjectNode facts = run.facts(new ObjectMapper());
    facts.put("role", "recovery").put("crossEntropy", CROSS_ENTROPY);
    TrainingRecord.write(folder, run.options().out(), facts);
  }
}
