// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.WeightSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/// Shows a run and writes its log: a line every ten steps with what is done and left.
public final class Console implements Trainer.Listener {
  /// Gives the weights as they are to be measured.
  public interface Measured {
    /// The weights now.
    ///
    /// @throws IOException if they cannot be had
    WeightSource weights() throws IOException;
  }

  private static final int EVERY = 10;
  private static final int BAR = 20;

  private final PrintWriter out;
  private final TrainingLog log;
  private final DevLoss dev;
  private final ModelConfig config;
  private final Measured measured;

  /// A view that prints to `out` and measures these weights.
  public Console(
      PrintWriter out, TrainingLog log, DevLoss dev, ModelConfig config, Measured measured) {
    this.out = out;
    this.log = log;
    this.dev = dev;
    this.config = config;
    this.measured = measured;
  }

  @Override
  public void stepped(StepReport report) throws IOException {
    log.add(report);
    if (report.step() % EVERY == 0) {
      int done = (int) (report.progress() * BAR);
      out.printf(
          Locale.ROOT,
          "%-7s [%s%s] %5.1f %% step %d loss %.3f rate %.2e norm %.2f %.2f M tokens %.0f/s%n",
          report.stage(),
          "#".repeat(done),
          "-".repeat(BAR - done),
          report.progress() * 100,
          report.step(),
          report.loss(),
          report.rate(),
          report.norm(),
          report.tokens() / 1e6,
          report.tokensPerSecond());
      out.flush();
    }
  }

  @Override
  public void measure(long step) throws IOException {
    WeightSource weights = measured.weights();
    Losses losses = dev.measure(config, weights);
    log.measured(step, losses.mean(), losses.byFamily());
    out.printf(Locale.ROOT, "dev loss %.3f", losses.mean());
    losses.byFamily().forEach((f, l) -> out.printf(Locale.ROOT, " %s %.3f", f, l));
    out.println();
    dev.samples(config, weights).forEach(sample -> out.println("  " + sample));
    out.flush();
  }
}
