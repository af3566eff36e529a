// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;

/// The forward pass of Qwen3: RMS norms (also on each query and key head), rotary positions,
/// grouped-query attention, SwiGLU, no biases, tied embedding.
///
/// Each block closes its own intermediate arrays; those that a gradient needs are kept alive by
/// PyTorch itself.
public final class Transformer {
  private final ModelConfig config;

  /// A transformer of this shape; it holds no weights.
  public Transformer(ModelConfig config) {
    this.config = config;
  }

  /// Hidden states after the final norm.
  ///
  /// @return shape [rows * length, hidden], in the manager of the sequences
  public NDArray hidden(WeightSource weights, Sequences sequences) {
    NDArray x = embed(weights.tensor(TensorNames.EMBEDDING), sequences.ids());
    for (int layer = 0; layer < config.layers(); layer++) {
      x = block(weights, sequences, x, layer);
    }
    try (NDScope scope = new NDScope()) {
      NDArray out = norm(sequences, x, weights.tensor(TensorNames.FINAL_NORM));
      NDScope.unregister(out);
      return out;
    }
  }

  /// Rows of a table by index: [n] into [n, width], in the manager of `ids`.
  public static NDArray embed(NDArray table, NDArray ids) {
    return ids.getNDArrayInternal().embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
  }

  /// Logits of hidden states: [n, hidden] into [n, vocabulary].
  public NDArray logits(WeightSource weights, NDArray hidden) {
    return WeightSource.linear(hidden, weights.tensor(TensorNames.EMBEDDING));
  }

  private NDArray block(WeightSource weights, Sequences sequences, NDArray x, int layer) {
    try (NDScope scope = new NDScope()) {
      NDArray in = norm(sequences, x, weights.tensor(TensorNames.norm(layer, "input_layernorm")));
      NDArray middle = x.add(attention(weights, sequences, in, layer));
      NDArray ffn =
          norm(
              sequences,
              middle,
              weights.tensor(TensorNames.norm(layer, "post_attention_layernorm")));
      NDArray out = middle.add(feedForward(weights, ffn, layer));
      NDScope.unregister(out);
      return out;
    }
  }

  private NDArray feedForward(WeightSource weights, NDArray x, int layer) {
    NDArray gate = weights.project(x, TensorNames.matrix(layer, "gate_proj"));
    NDArray up = weights.project(x, TensorNames.matrix(layer, "up_proj"));
    NDArray silu = gate.mul(ai.djl.nn.Activation.sigmoid(gate));
    return weights.project(silu.mul(up), TensorNames.matrix(layer, "down_proj"));
  }

  private NDArray attention(WeightSource weights, Sequences s, NDArray x, int layer) {
    int kv = config.kvHeads();
    int group = config.heads() / kv;
    NDArray q = heads(weights, s, x, layer, "q", config.heads());
    NDArray k = heads(weights, s, x, layer, "k", kv);
    NDArray v =
        weights
            .project(x, TensorNames.matrix(layer, "v_proj"))
            .reshape(s.rows(), s.length(), kv, config.headDim())
            .transpose(0, 2, 1, 3);
    // Query heads of one group share their keys: they stand as further rows of one product.
    NDArray grouped =
        q.mul(s.scale())
            .reshape(s.rows(), s.length(), kv, group, config.headDim())
            .transpose(0, 2, 3, 1, 4)
            .reshape(s.rows(), kv, (long) group * s.length(), config.headDim());
    NDArray keys = k.reshape(s.rows(), s.length(), kv, config.headDim()).transpose(0, 2, 3, 1);
    Shape five = new Shape(s.rows(), kv, group, s.length(), s.length());
    Shape four = new Shape(s.rows(), kv, (long) group * s.length(), s.length());
    NDArray scores = grouped.matMul(keys).reshape(five).add(s.mask());
    NDArray mixed = scores.softmax(-1).reshape(four).matMul(v);
    NDArray joined =
        mixed
            .reshape(s.rows(), kv, group, s.length(), config.headDim())
            .transpose(0, 3, 1, 2, 4)
            .reshape((long) s.rows() * s.length(), (long) config.heads() * config.headDim());
    return weights.project(joined, TensorNames.matrix(layer, "o_proj"));
  }

  /// Queries or keys, each head normed and turned: [rows * length, heads, headDim].
  private NDArray heads(
      WeightSource weights, Sequences s, NDArray x, int layer, String kind, int heads) {
    NDArray projected =
        weights
            .project(x, TensorNames.matrix(layer, kind + "_proj"))
            .reshape((long) s.rows() * s.length(), heads, config.headDim());
    NDArray normed =
        norm(s, projected, weights.tensor(TensorNames.norm(layer, "self_attn." + kind + "_norm")));
    NDList halves = normed.split(2, 2);
    NDArray first = halves.get(0);
    NDArray second = halves.get(1);
    NDArray turnedFirst = first.mul(s.cos()).sub(second.mul(s.sin()));
    NDArray turnedSecond = second.mul(s.cos()).add(first.mul(s.sin()));
    return turnedFirst.concat(turnedSecond, -1);
  }

  private static NDArray norm(Sequences s, NDArray x, NDArray weight) {
    NDArray meanSquare = x.square().mean(new int[] {-1}, true);
    return x.mul(meanSquare.add(ModelConfig.RMS_EPSILON).pow(s.minusHalf())).mul(weight);
  }
}
