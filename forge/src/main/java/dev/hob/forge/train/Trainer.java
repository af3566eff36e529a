// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.ndarray.NDManager;
import dev.hob.forge.shard.ExampleSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/// Trains parameters by a plan, with checkpoints. Going on from a checkpoint gives, with a budget
/// of tokens and the same number of threads, bit for bit what an unbroken run gives.
public final class Trainer {
  /// Told of each step and measurement.
  public interface Listener {
    /// After a step.
    ///
    /// @throws IOException if it cannot be recorded
    void stepped(StepReport report) throws IOException;

    /// When a measurement is due.
    ///
    /// @throws IOException if it cannot be recorded
    void measure(long step) throws IOException;
  }

  private final TrainOptions options;
  private final Plan plan;
  private final Learner learner;
  private final Path run;
  private final Clock clock;
  private final AdamW optimizer;
  private RunState state = RunState.START;
  private volatile boolean stopping;

  /// A run from the parameters as they are.
  ///
  /// @param folder for checkpoints; created if absent
  /// @throws IOException if the folder cannot be made
  public Trainer(
      NDManager manager, TrainOptions options, Plan plan, Learner learner, RunFolder folder)
      throws IOException {
    this.options = options;
    this.plan = plan;
    this.learner = learner;
    this.run = folder.path();
    this.clock = folder.clock();
    this.optimizer = new AdamW(manager, learner.parameters(), learner.optimizer());
    Files.createDirectories(run);
  }

  /// Goes back to the last checkpoint of the folder.
  ///
  /// @throws IOException if there is none, or it is damaged or of another shape
  public void resume() throws IOException {
    state = Checkpoint.restore(Checkpoint.find(run), learner.parameters(), optimizer);
  }

  /// Trains until the budget is spent or a stop is asked for, then writes a checkpoint.
  ///
  /// @param sources examples by stage
  /// @param steps at most so many steps now
  /// @return where the run stands
  /// @throws IOException if a file cannot be written
  /// @throws ArithmeticException if a gradient is not finite
  public RunState train(
      Budget budget, Function<String, ExampleSource> sources, long steps, Listener listener)
      throws IOException {
    long last = clock.millis();
    long end = state.step() + steps;
    try (StageBatches batches = new StageBatches(sources, options.rows(), options.length())) {
      while (state.step() < end && !stopping) {
        double progress = progress(budget);
        if (progress >= 1) {
          break;
        }
        one(batches, progress, listener);
        if (clock.millis() - last >= options.checkpointEvery().toMillis()) {
          save();
          last = clock.millis();
        }
        if (state.step() % options.measureEvery() == 0) {
          listener.measure(state.step());
        }
      }
    }
    save();
    return state;
  }

  /// Whether a stop was asked for.
  public boolean stopped() {
    return stopping;
  }

  /// Asks [#train], running in another thread, to end after the present step.
  public void stop() {
    stopping = true;
  }

  private void one(StageBatches batches, double progress, Listener listener) throws IOException {
    long from = clock.millis();
    String stage = plan.stage(progress);
    Packer.Packed packed = batches.at(stage, state.cursor(stage));
    double rate = plan.rate(state.step(), progress);
    Losses losses = learner.objective().gradients(packed.batch());
    double norm = optimizer.step(rate);
    long took = Math.max(1, clock.millis() - from);
    int tokens = packed.batch().filled();
    state = state.after(stage, packed.next(), tokens, took);
    listener.stepped(
        new StepReport(
            state.step(),
            stage,
            progress,
            state.tokens(),
            losses.mean(),
            rate,
            norm,
            1000.0 * tokens / took,
            losses.byFamily()));
  }

  private double progress(Budget budget) {
    return budget.progress(state.tokens(), Duration.ofMillis(state.trainedMillis()));
  }

  private void save() throws IOException {
    Checkpoint.write(run, learner.parameters(), optimizer, state);
  }

  /// Where the run stands.
  public RunState state() {
    return state;
  }
}
