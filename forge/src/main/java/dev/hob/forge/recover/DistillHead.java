// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.recover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.hob.forge.model.Transformer;
import dev.hob.forge.model.WeightSource;
import dev.hob.forge.train.Batch;
import dev.hob.forge.train.LossHead;

/// Divergence of a student's next-token distribution from a teacher's, plus some cross entropy,
/// with its gradient worked out by hand in slices as in [LossHead].
///
/// The loss of a position is `KL(teacher ‖ student) + crossEntropy * CE(student)`; its gradient by
/// the student's logits is `student - teacher + crossEntropy * (student - target)`.
final class DistillHead {
  private static final int SLICE = 1024;
  private static final float TINY = 1e-30f;

  private final double crossEntropy;

  DistillHead(double crossEntropy) {
    this.crossEntropy = crossEntropy;
  }

  /// One side of the comparison.
  ///
  /// @param hidden shape [positions, width]
  /// @param embedding shape [vocabulary, width]
  record Side(NDArray hidden, NDArray embedding) {}

  /// The loss; its `nll` holds the divergences.
  ///
  /// @param scale by which each weight is multiplied
  /// @param trainEmbedding whether the student's embedding wants a gradient
  LossHead.Loss of(Side student, Side teacher, Batch batch, double scale, boolean trainEmbedding) {
    NDManager manager = student.hidden.getManager();
    LossHead.Targets targets = LossHead.Targets.of(manager, batch, scale);
    NDArray selected = Transformer.embed(student.hidden, targets.rows());
    NDArray ofTargets = Transformer.embed(student.embedding, targets.ids());
    NDArray wanted = Transformer.embed(teacher.hidden, targets.rows()).stopGradient();
    NDArray constant = selected.stopGradient();
    NDArray table = student.embedding.stopGradient();
    NDArray teacherTable = teacher.embedding.stopGradient();
    table.attach(manager);
    teacherTable.attach(manager);
    NDArray toHidden = manager.zeros(selected.getShape());
    NDArray toEmbedding = manager.zeros(student.embedding.getShape());
    float[] divergence = new float[targets.count()];
    for (int from = 0; from < divergence.length; from += SLICE) {
      int to = Math.min(divergence.length, from + SLICE);
      String range = from + ":" + to;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray h = constant.get(range);
        NDArray p = WeightSource.linear(h, table).softmax(-1);
        NDArray q = WeightSource.linear(wanted.get(range), teacherTable).softmax(-1);
        NDArray ratio = q.maximum(TINY).log().sub(p.maximum(TINY).log());
        float[] kl = ratio.muli(q).sum(new int[] {-1}).toFloatArray();
        System.arraycopy(kl, 0, divergence, from, to - from);
        NDArray gradient = p.muli(1 + crossEntropy).subi(q).muli(targets.weights().get(range));
        toHidden.get(range).addi(gradient.matMul(table));
        if (trainEmbedding) {
          toEmbedding.addi(gradient.transpose().matMul(h));
        }
      }
    }
    NDArray pull = selected.mul(ofTargets).mul(targets.weights().mul(crossEntropy)).sum();
    NDArray objective = selected.mul(toHidden).sum().sub(pull);
    if (trainEmbedding) {
      objective = objective.add(toEmbedding.mul(student.embedding).sum());
    }
    return new LossHead.Loss(objective, targets.positions(), divergence);
  }
}
