// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.lora;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.model.BaseFolder;
import dev.hob.forge.model.TorchRuntime;
import dev.hob.forge.model.Weights;
import dev.hob.forge.shard.ExampleSource;
import dev.hob.forge.shard.Sources;
import dev.hob.forge.tokenizer.BpeTokenizer;
import dev.hob.forge.train.AdamW;
import dev.hob.forge.train.BaseStep;
import dev.hob.forge.train.BudgetOptions;
import dev.hob.forge.train.Console;
import dev.hob.forge.train.DevLoss;
import dev.hob.forge.train.Learner;
import dev.hob.forge.train.RunFolder;
import dev.hob.forge.train.RunOptions;
import dev.hob.forge.train.StopOnSignal;
import dev.hob.forge.train.TrainOptions;
import dev.hob.forge.train.Trainer;
import dev.hob.forge.train.TrainingLog;
import dev.hob.forge.train.TrainingRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hob forge adapter`: trains a role's adapter beside a frozen base.
@Command(name = "adapter", description = "Trains a LoRA adapter on a frozen base.")
public final class AdapterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunOptions run;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private BudgetOptions budget;

  @Option(
      names = "--role",
      required = true,
      description = "summarize, proofread, prioritize, …: also says which matrices get pairs.")
  private String role;

  @Option(names = "--base", required = true, description = "The base's folder, either form.")
  private Path base;

  @Option(names = "--from", description = "PEFT folder to start from, e.g. the recovery adapter.")
  private @Nullable Path from;

  @Option(names = "--peak", defaultValue = "0.003", description = "Highest learning rate.")
  private double peak;

  @Option(names = "--resume", description = "Go on from the run's last checkpoint.")
  private boolean resume;

  /// Fresh pairs of the role's shape, or the part of the given adapter that the role has.
  private PeftFolder.Read start(Weights frozen) throws IOException {
    LoraShape shape = LoraShape.of(role);
    if (from == null) {
      return new PeftFolder.Read(shape, shape.fresh(frozen.config(), run.seed()));
    }
    PeftFolder.Read read = PeftFolder.read(from);
    return new PeftFolder.Read(shape, shape.partOf(read.shape(), read.pairs()));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    BpeTokenizer tokenizer = BpeTokenizer.load(run.tokenizer());
    TrainOptions options = run.trainOptions();
    ExampleSource source = Sources.open(run.data(), tokenizer, run.sources()).adapter(role);
    ExampleSource dev = Sources.open(run.data(), tokenizer, run.developmentSources()).adapter(role);
    TrainingLog log = new TrainingLog(run.out());
    try (NDManager manager = TorchRuntime.start(run.precision())) {
      Weights frozen = BaseFolder.read(manager, base);
      PeftFolder.Read start = start(frozen);
      LoraWeights weights = new LoraWeights(manager, frozen, start.shape(), start.pairs());
      BaseStep step =
          new BaseStep(
              manager, frozen.config(), weights, new BaseStep.Options(options.rowsAtOnce(), false));
      Trainer trainer =
          new Trainer(
              manager,
              options,
              new FallingPlan(role, peak, 20),
              new Learner(weights.pairs(), step, new AdamW.Options(0, 1)),
              new RunFolder(run.out(), Clock.systemUTC()));
      if (resume) {
        trainer.resume();
        log.backTo(trainer.state().step());
      }
      DevLoss measure = new DevLoss(manager, tokenizer, dev, options, 3);
      Console view = new Console(console, log, measure, frozen.config(), () -> weights);
      view.measure(trainer.state().step());
      Duration trained = Duration.ofMillis(trainer.state().trainedMillis());
      try (var _ = new StopOnSignal(trainer)) {
        trainer.train(
            budget.budget(Clock.systemUTC(), trained), _ -> source, Long.MAX_VALUE >> 1, view);
      }
      view.measure(trainer.state().step());
      Path folder = run.out().resolve("adapter");
      PeftFolder.write(
          folder, start.shape(), Weights.inMemory(weights.pairs()), base.getFileName().toString());
      ObjectNode facts = run.facts(new ObjectMapper());
      facts.put("role", role).put("peakRate", peak).put("rank", start.shape().rank());
      facts.put("startedFromRecovery", from != null);
      TrainingRecord.write(folder, run.out(), facts);
    }
    console.println("finished: " + run.out().resolve("adapter"));
    return 0;
  }
}
