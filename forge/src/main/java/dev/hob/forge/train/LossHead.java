// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.hob.forge.model.Transformer;
import dev.hob.forge.model.WeightSource;
import java.util.Arrays;

/// Cross entropy over the vocabulary, with its gradient worked out by hand in slices.
///
/// Logits of a batch are its largest array by far. Here a slice of them is made, turned into the
/// gradient in place and dropped while it is still in the cache; PyTorch's own graph only sees a
/// sum of products with those gradients as constants.
public final class LossHead {
  /// What a backward pass starts from, and what was measured.
  ///
  /// @param objective scalar whose gradient is the loss's
  /// @param rows positions that count
  /// @param nll negative log-likelihood of each of them, unweighted
  @SuppressWarnings("ArrayRecordComponent") // moved, never compared
  public record Loss(NDArray objective, int[] rows, float[] nll) {}

  /// The positions of a batch that count.
  ///
  /// @param positions their places in the batch
  /// @param rows the same, as an index array
  /// @param ids what follows each, [count]
  /// @param weights scaled weights, [count, 1]
  @SuppressWarnings("ArrayRecordComponent") // moved, never compared
  public record Targets(int[] positions, NDArray rows, NDArray ids, NDArray weights) {
    /// Takes them from a batch.
    ///
    /// @param scale by which each weight is multiplied
    public static Targets of(NDManager manager, Batch batch, double scale) {
      int[] positions = counting(batch.weights());
      long[] rows = new long[positions.length];
      long[] ids = new long[positions.length];
      float[] weights = new float[positions.length];
      for (int i = 0; i < positions.length; i++) {
        rows[i] = positions[i];
        ids[i] = batch.targets()[positions[i]];
        weights[i] = (float) (batch.weights()[positions[i]] * scale);
      }
      return new Targets(
          positions,
          manager.create(rows),
          manager.create(ids),
          manager.create(weights, new Shape(weights.length, 1)));
    }

    /// How many.
    public int count() {
      return positions.length;
    }
  }

  private static final int SLICE = 1024;
  private static final float Z_LOSS = 1e-4f;
  private static final float TINY = 1e-30f;

  private LossHead() {}

  /// Loss of hidden states.
  ///
  /// @param hidden shape [positions, width], with graph
  /// @param embedding shape [vocabulary, width]
  /// @param batch targets and weights
  /// @param scale by which each weight is multiplied (one over the step's total weight)
  /// @param trainEmbedding whether the embedding's own gradient is wanted
  public static Loss of(
      NDArray hidden, NDArray embedding, Batch batch, double scale, boolean trainEmbedding) {
    NDManager manager = hidden.getManager();
    Targets targets = Targets.of(manager, batch, scale);
    NDArray weight = targets.weights();
    NDArray selected = Transformer.embed(hidden, targets.rows());
    NDArray ofTargets = Transformer.embed(embedding, targets.ids());
    NDArray toHidden = manager.zeros(selected.getShape());
    NDArray toEmbedding = trainEmbedding ? manager.zeros(embedding.getShape()) : null;
    float[] nll = new float[targets.count()];
    NDArray constant = selected.stopGradient();
    NDArray table = embedding.stopGradient();
    table.attach(manager);
    for (int from = 0; from < nll.length; from += SLICE) {
      int to = Math.min(nll.length, from + SLICE);
      String range = from + ":" + to;
      try (NDScope scope = new NDScope()) {
        NDArray h = constant.get(range);
        NDArray logits = WeightSource.linear(h, table);
        NDArray index = targets.ids().get(range).reshape(to - from, 1);
        NDArray logit = logits.gather(index, 1);
        NDArray p = logits.softmax(-1);
        NDArray loss = p.gather(index, 1).maximum(TINY).log().neg();
        System.arraycopy(loss.toFloatArray(), 0, nll, from, to - from);
        NDArray factor = loss.add(logit).mul(2 * Z_LOSS).add(1).mul(weight.get(range));
        p.muli(factor);
        toHidden.get(range).addi(p.matMul(table));
        if (toEmbedding != null) {
          toEmbedding.addi(p.transpose().matMul(h));
        }
        scope.suppressNotUsedWarning();
      }
    }
    NDArray objective = selected.mul(toHidden).sum().sub(selected.mul(ofTargets).mul(weight).sum());
    if (toEmbedding != null) {
      objective = objective.add(toEmbedding.mul(embedding).sum());
    }
    return new Loss(objective, targets.positions(), nll);
  }

  private static int[] counting(float[] weights) {
    int[] rows = new int[weights.length];
    int n = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0) {
        rows[n++] = i;
      }
    }
    return Arrays.copyOf(rows, n);
  }
}
