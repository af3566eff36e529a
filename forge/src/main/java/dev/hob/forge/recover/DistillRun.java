// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.recover;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.lora.FallingPlan;
import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.TorchRuntime;
import dev.hob.forge.shard.ExampleSource;
import dev.hob.forge.shard.Sources;
import dev.hob.forge.shard.Stage;
import dev.hob.forge.tokenizer.BpeTokenizer;
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
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What recovery and tuning have in common: a teacher, a palettized student, the `decay` examples.
public final class DistillRun {
  @Mixin private RunOptions options;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private BudgetOptions budget;

  @Option(names = "--teacher", required = true, description = "The original base's folder.")
  private Path teacher;

  @Option(names = "--base", required = true, description = "The palettized base's folder.")
  private Path base;

  @Option(names = "--peak", defaultValue = "0.001", description = "Highest learning rate.")
  private double peak;

  private PrintWriter console = new PrintWriter(Writer.nullWriter());

  /// What is done with PyTorch running.
  interface Work {
    void run(NDManager manager) throws IOException;
  }

  /// Starts PyTorch, does the work, and says where the result is.
  int with(PrintWriter out, Work work) throws IOException {
    console = out;
    try (NDManager manager = TorchRuntime.start(options.precision())) {
      work.run(manager);
    }
    out.println("finished: " + options.out());
    return 0;
  }

  /// Trains on the `decay` mixture; measures before and after.
  void train(NDManager manager, String name, Learner learner, Console.Measured measured)
      throws IOException {
    BpeTokenizer tokenizer = BpeTokenizer.load(options.tokenizer());
    TrainOptions sizes = options.trainOptions();
    ExampleSource source =
        Sources.open(options.data(), tokenizer, options.sources()).stage(Stage.DECAY);
    ExampleSource development =
        Sources.open(options.data(), tokenizer, options.developmentSources()).stage(Stage.DECAY);
    DevLoss dev = new DevLoss(manager, tokenizer, development, sizes, 4);
    Trainer trainer =
        new Trainer(
            manager,
            sizes,
            new FallingPlan(name, peak, 20),
            learner,
            new RunFolder(options.out(), Clock.systemUTC()));
    ModelConfig config = ModelConfig.read(base.resolve("config.json"));
    Console view = new Console(console, new TrainingLog(options.out()), dev, config, measured);
    view.measure(0);
    try (var _ = new StopOnSignal(trainer)) {
      trainer.train(
          budget.budget(Clock.systemUTC(), Duration.ZERO), _ -> source, Long.MAX_VALUE >> 1, view);
    }
    view.measure(trainer.state().step());
  }

  /// Folder of the original.
  Path teacher() {
    return teacher;
  }

  /// Folder of the palettized base.
  Path base() {
    return base;
  }

  /// The run's options.
  RunOptions options() {
    return options;
  }

  /// What the record says of the run.
  ObjectNode facts(ObjectMapper json) throws IOException {
    return options.facts(json).put("peakRate", peak);
  }
}
