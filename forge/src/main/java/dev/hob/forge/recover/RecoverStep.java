// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.recover;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.hob.forge.model.Sequences;
import dev.hob.forge.model.TensorNames;
import dev.hob.forge.model.Transformer;
import dev.hob.forge.model.WeightSource;
import dev.hob.forge.model.Weights;
import dev.hob.forge.train.Batch;
import dev.hob.forge.train.LossHead;
import dev.hob.forge.train.Losses;
import dev.hob.forge.train.Objective;
import java.util.function.Function;

/// Gradients of the divergence of a student from the original model.
final class RecoverStep implements Objective {
  /// How a batch is worked through.
  ///
  /// @param rowsAtOnce rows of one pass
  /// @param crossEntropy weight of the plain loss beside the divergence
  /// @param trainEmbedding whether the student's embedding is trained
  record Options(int rowsAtOnce, double crossEntropy, boolean trainEmbedding) {}

  private final NDManager manager;
  private final Weights teacher;
  private final Function<NDManager, WeightSource> student;
  private final Options options;
  private final Transformer transformer;
  private final DistillHead head;

  /// A step.
  ///
  /// @param student gives the student's weights for one pass, whose arrays may live in the pass's
  ///   manager
  RecoverStep(
      NDManager manager,
      Weights teacher,
      Function<NDManager, WeightSource> student,
      Options options) {
    this.manager = manager;
    this.teacher = teacher;
    this.student = student;
    this.options = options;
    this.transformer = new Transformer(teacher.config());
    this.head = new DistillHead(options.crossEntropy);
  }

  @Override
  public Losses gradients(Batch batch) {
    Losses losses = new Losses();
    double scale = 1 / Math.max(batch.weight(), 1e-9);
    for (int from = 0; from < batch.rows(); from += options.rowsAtOnce) {
      Batch part = batch.rows(from, Math.min(batch.rows(), from + options.rowsAtOnce));
      try (NDManager pass = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        LossHead.Loss loss = loss(pass, part, scale);
        collector.backward(loss.objective());
        losses.add(part, loss);
      }
    }
    return losses;
  }

  private LossHead.Loss loss(NDManager pass, Batch part, double scale) {
    int headDim = teacher.config().headDim();
    Sequences sequences = Sequences.of(pass, part.tokens(), part.starts(), part.length(), headDim);
    WeightSource weights = student.apply(pass);
    NDArray wanted = transformer.hidden(teacher, sequences);
    NDArray hidden = transformer.hidden(weights, sequences);
    return head.of(
        new DistillHead.Side(hidden, weights.tensor(TensorNames.EMBEDDING)),
        new DistillHead.Side(wanted, teacher.tensor(TensorNames.EMBEDDING)),
        part,
        scale,
        options.trainEmbedding);
  }
}
