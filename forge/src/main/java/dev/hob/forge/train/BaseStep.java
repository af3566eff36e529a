// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.Sequences;
import dev.hob.forge.model.TensorNames;
import dev.hob.forge.model.Transformer;
import dev.hob.forge.model.WeightSource;

/// Loss and gradients of a batch by cross entropy, a few rows at a time.
public final class BaseStep implements Objective {
  private final NDManager manager;
  private final ModelConfig config;
  private final WeightSource weights;
  private final Transformer transformer;
  private final Options options;

  /// How a batch is worked through.
  ///
  /// @param rowsAtOnce rows of one forward and backward pass; more need more memory
  /// @param trainEmbedding whether the embedding collects a gradient
  public record Options(int rowsAtOnce, boolean trainEmbedding) {}

  /// Steps over weights.
  public BaseStep(NDManager manager, ModelConfig config, WeightSource weights, Options options) {
    this.manager = manager;
    this.config = config;
    this.weights = weights;
    this.options = options;
    this.transformer = new Transformer(config);
  }

  @Override
  public Losses gradients(Batch batch) {
    Losses losses = new Losses();
    double scale = 1 / Math.max(batch.weight(), 1e-9);
    for (int from = 0; from < batch.rows(); from += options.rowsAtOnce) {
      Batch part = batch.rows(from, Math.min(batch.rows(), from + options.rowsAtOnce));
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        LossHead.Loss loss = loss(step, part, scale);
        collector.backward(loss.objective());
        losses.add(part, loss);
      }
    }
    return losses;
  }

  /// The batch's losses alone.
  public Losses measure(Batch batch) {
    Losses losses = new Losses();
    for (int from = 0; from < batch.rows(); from += options.rowsAtOnce) {
      Batch part = batch.rows(from, Math.min(batch.rows(), from + options.rowsAtOnce));
      try (NDManager step = manager.newSubManager()) {
        losses.add(part, loss(step, part, 1));
      }
    }
    return losses;
  }

  private LossHead.Loss loss(NDManager step, Batch part, double scale) {
    Sequences sequences =
        Sequences.of(step, part.tokens(), part.starts(), part.length(), config.headDim());
    NDArray hidden = transformer.hidden(weights, sequences);
    NDArray embedding = weights.tensor(TensorNames.EMBEDDING);
    return LossHead.of(hidden, embedding, part, scale, options.trainEmbedding);
  }
}
