// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.model.CopyStart;
import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.TorchRuntime;
import dev.hob.forge.model.Weights;
import dev.hob.forge.shard.ExampleSource;
import dev.hob.forge.shard.Sources;
import dev.hob.forge.shard.Stage;
import dev.hob.forge.tokenizer.BpeTokenizer;
import dev.hob.forge.tokenizer.SpecialTokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hob forge train`: trains a base through `warm`, `lang`, `mix` and `decay`.
@Command(name = "train", description = "Trains a base model through its stages.")
public final class TrainCommand implements Callable<Integer> {
  private static final int READ_AHEAD = 100;

  /// Initial values of a base.
  enum Start {
    /// Normal values; blocks begin as the identity.
    plain,
    /// The values of [CopyStart].
    copying
  }

  @Spec private CommandSpec spec;
  @Mixin private RunOptions run;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private BudgetOptions budget;

  @Option(names = "--config", defaultValue = "s", description = "Shape: s, m or l.")
  private String shape;

  @Option(
      names = "--start",
      defaultValue = "plain",
      description = "Initial values: plain, or copying (decision 0006).")
  private Start start;

  @Option(names = "--peak", defaultValue = "0.0015", description = "Highest learning rate.")
  private double peak;

  @Option(names = "--rising", defaultValue = "100", description = "Steps of rising rate.")
  private int rising;

  @Option(names = "--warm", defaultValue = "0.06", description = "Part of the run for copying.")
  private double warm;

  @Option(
      names = "--decay-from",
      defaultValue = "0.7",
      description = "Progress at which the rate falls.")
  private double decayFrom;

  @Option(
      names = "--echo",
      defaultValue = "0.3",
      description = "Part of warm's drills and of lang's and mix's text that is said twice.")
  private double echo;

  @Option(names = "--resume", description = "Go on from the run's last checkpoint.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Clock clock = Clock.systemUTC();
    BpeTokenizer tokenizer = BpeTokenizer.load(run.tokenizer());
    Schedule schedule = new Schedule(peak, rising, warm, 0.42, decayFrom);
    TrainOptions options = run.trainOptions();
    Sources sources = Sources.open(run.data(), tokenizer, run.sources());
    Map<String, ExampleSource> stages = loaded(sources, tokenizer.size());
    Sources dev = Sources.open(run.data(), tokenizer, run.developmentSources());
    TrainingLog log = new TrainingLog(run.out());
    try (NDManager manager = TorchRuntime.start(run.precision())) {
      Weights weights = initial(manager);
      Objective objective =
          new BaseStep(
              manager, weights.config(), weights, new BaseStep.Options(options.rowsAtOnce(), true));
      Trainer trainer =
          new Trainer(
              manager,
              options,
              schedule,
              new Learner(weights.tensors(), objective, AdamW.Options.BASE),
              new RunFolder(run.out(), clock));
      if (resume) {
        trainer.resume();
        log.backTo(trainer.state().step());
      }
      DevLoss measure = new DevLoss(manager, tokenizer, dev.stage(Stage.MIX), options, 3);
      Console view = new Console(console, log, measure, weights.config(), () -> weights);
      Budget limit = budget.budget(clock, Duration.ofMillis(trainer.state().trainedMillis()));
      weights.config().write(run.out().resolve("config.json"));
      log.session(trainer.state().step(), facts());
      try (var _ = new StopOnSignal(trainer)) {
        trainer.train(limit, stage -> source(stages, stage), Long.MAX_VALUE >> 1, view);
      }
      if (trainer.stopped()) {
        console.println("stopped at step " + trainer.state().step() + "; go on with --resume");
        return 0;
      }
      view.measure(trainer.state().step());
      finish(weights);
    }
    console.println("finished: " + run.out().resolve("base"));
    return 0;
  }

  private Weights initial(NDManager manager) {
    ModelConfig config = ModelConfig.named(shape);
    return switch (start) {
      case plain -> Weights.random(manager, config, run.seed());
      case copying -> Weights.of(manager, config, CopyStart.tensors(config, run.seed()));
    };
  }

  /// All stages' examples, read before the clock starts.
  private Map<String, ExampleSource> loaded(Sources sources, int vocabulary) {
    Map<String, ExampleSource> stages = new HashMap<>();
    for (Stage stage : Stage.values()) {
      ExampleSource source = sources.stage(stage);
      for (int i = 0; i < READ_AHEAD; i++) {
        source.at(i);
      }
      List<String> replaced =
          switch (stage) {
            case WARM -> List.of("drill");
            case LANG, MIX -> List.of("prose", "dialogue");
            case DECAY -> List.of();
          };
      EchoSource.Options echoes = new EchoSource.Options(echo, run.length(), run.seed(), replaced);
      stages.put(
          Schedule.name(stage), new EchoSource(source, echoes, SpecialTokens.COUNT, vocabulary));
    }
    return stages;
  }

  private static ExampleSource source(Map<String, ExampleSource> stages, String stage) {
    ExampleSource source = stages.get(stage);
    if (source == null) {
      throw new IllegalArgumentException("no examples for stage " + stage);
    }
    return source;
  }

  private ObjectNode facts() throws IOException {
    ObjectNode facts = run.facts(new ObjectMapper());
    facts.put("shape", shape).put("start", start.name()).put("peakRate", peak);
    return facts.put("risingSteps", rising).put("echo", echo).put("decayFrom", decayFrom);
  }

  private void finish(Weights weights) throws IOException {
    Path base = run.out().resolve("base");
    Files.createDirectories(base);
    weights.write(base);
    Files.copy(
        run.tokenizer(), base.resolve("tokenizer.json"), StandardCopyOption.REPLACE_EXISTING);
    ObjectNode facts = facts();
    facts.set("config", weights.config().toJson());
    TrainingRecord.write(base, run.out(), facts);
    LossCurve.write(run.out().resolve(TrainingLog.NAME), run.out().resolve("loss.svg"));
  }
}
