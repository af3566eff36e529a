// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward.c;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.LayerWeights;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.forward.LogitCap;
import dev.hob.engine.forward.Rotary;
import dev.hob.engine.kernel.Halves;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.WeightRow;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.kernel.c.ByteReference;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import java.util.ArrayList;
import java.util.List;

/// The forward pass of `src/main/c/step.c`, token by token and number by number. Plain numbers,
/// low-rank pairs and SwiGLU follow the contract of [Kernels]; bytes follow [ByteReference].
final class ByteModel {
  private final Base base;
  private final ModelConfig config;
  private final List<Adapter> adapters;
  private final ScalarKernels scalar = new ScalarKernels();
  private final List<Rotary> rotaries;
  private final List<List<ByteReference.Bytes>> keys = new ArrayList<>();
  private final List<List<ByteReference.Bytes>> values = new ArrayList<>();

  ByteModel(Base base, List<Adapter> adapters) {
    this.base = base;
    this.adapters = adapters;
    config = base.config();
    rotaries = Rotary.of(config);
    for (int i = 0; i < config.layers() * config.kvHeads(); i++) {
      keys.add(new ArrayList<>());
      values.add(new ArrayList<>());
    }
  }

  /// Logits after one more token.
  ///
  /// @return [vocabulary]
  float[] next(int token) {
    int position = keys.getFirst().size();
    float[] x = new float[Rows.padded(config.width())];
    WeightRow.read(base.embedding(), token, x, 0);
    for (int i = 0; i < x.length; i++) {
      x[i] *= (float) config.block().embeddingScale();
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      LayerWeights w = base.layers().get(layer);
      float[] angles = new float[config.headDim()];
      rotaries.get(Rotary.index(config, layer)).angles(position, angles, 0);
      float[] normed = norm(x, config.width(), w.inputNorm());
      float[] attended = attention(normed, layer, w, angles);
      float[] delta = project(layer, Projection.O, attended);
      w.bias(Projection.O).ifPresent(bias -> add(delta, bias));
      add(x, after(delta, w.afterAttention()));
      normed = norm(x, config.width(), w.attentionNorm());
      Rows gate = rows(project(layer, Projection.GATE, normed));
      Rows up = rows(project(layer, Projection.UP, normed));
      scalar.gate(config.block().gate(), gate, up, 0, config.ffn());
      add(x, after(project(layer, Projection.DOWN, gate.values()), w.afterMlp()));
    }
    float[] y = product(base.head(), norm(x, config.width(), base.finalNorm()));
    Rows logits = new Rows(java.util.Arrays.copyOf(y, config.vocabulary()), 0, y.length, 1);
    LogitCap.apply(logits, config);
    return logits.values();
  }

  private float[] after(float[] delta, float[] weight) {
    return weight.length == 0 ? delta : norm(delta, config.width(), weight);
  }

  private float[] attention(float[] normed, int layer, LayerWeights w, float[] angles) {
    int dim = config.headDim();
    float[] q = project(layer, Projection.Q, normed);
    float[] k = project(layer, Projection.K, normed);
    float[] v = project(layer, Projection.V, normed);
    w.bias(Projection.Q).ifPresent(bias -> add(q, bias));
    w.bias(Projection.K).ifPresent(bias -> add(k, bias));
    w.bias(Projection.V).ifPresent(bias -> add(v, bias));
    for (int head = 0; head < config.heads(); head++) {
      turn(q, head * dim, w.queryNorm(), angles);
    }
    for (int head = 0; head < config.kvHeads(); head++) {
      turn(k, head * dim, w.keyNorm(), angles);
      int place = layer * config.kvHeads() + head;
      keys.get(place).add(ByteReference.stored(k, head * dim, dim));
      values.get(place).add(ByteReference.stored(v, head * dim, dim));
    }
    int length = keys.get(layer * config.kvHeads()).size();
    int window = config.attention().window(layer);
    int before = window == 0 ? 0 : Math.max(0, length - window);
    int from = before / 32 * 32;
    ByteReference.Look look =
        new ByteReference.Look(
            (float) config.attention().scale(), (float) config.attention().cap(), before % 32);
    float[] out = new float[Rows.padded(config.heads() * dim)];
    for (int head = 0; head < config.heads(); head++) {
      int place = layer * config.kvHeads() + head / (config.heads() / config.kvHeads());
      float[] one =
          ByteReference.attend(
              q,
              head * dim,
              keys.get(place).subList(from, length),
              values.get(place).subList(from, length),
              look);
      System.arraycopy(one, 0, out, head * dim, dim);
    }
    return out;
  }

  private void turn(float[] heads, int at, float[] weight, float[] angles) {
    int half = rotaries.getFirst().half();
    if (weight.length > 0) {
      float[] head = new float[Rows.padded(config.headDim())];
      System.arraycopy(heads, at, head, 0, config.headDim());
      System.arraycopy(norm(head, config.headDim(), weight), 0, heads, at, config.headDim());
    }
    for (int i = 0; i < half; i++) {
      float a = heads[at + i];
      float b = heads[at + half + i];
      heads[at + i] = a * angles[i] - b * angles[half + i];
      heads[at + half + i] = b * angles[i] + a * angles[half + i];
    }
  }

  /// Squares summed over 16 lanes, then in halves.
  private float[] norm(float[] x, int n, float[] weight) {
    float[] lanes = new float[16];
    for (int i = 0; i < n; i++) {
      lanes[i % 16] = Math.fma(x[i], x[i], lanes[i % 16]);
    }
    float mean = Halves.sum(lanes) / n + (float) config.normEpsilon();
    float scale = 1f / (float) Math.sqrt(mean);
    float[] y = new float[x.length];
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * scale * weight[i];
    }
    return y;
  }

  private float[] project(int layer, Projection projection, float[] x) {
    float[] y = product(base.layers().get(layer).matrix(projection), x);
    for (Adapter adapter : adapters) {
      LowRank pair = adapter.pair(layer, projection).orElse(null);
      if (pair != null) {
        float[] t = product(pair.a(), x);
        for (int i = 0; i < t.length; i++) {
          t[i] *= pair.scaling();
        }
        add(y, product(pair.b(), t));
      }
    }
    return y;
  }

  private float[] product(Weights w, float[] x) {
    float[] y = new float[Rows.padded(w.rows())];
    if (w instanceof PaletteWeights palette) {
      for (int row = 0; row < w.rows(); row++) {
        y[row] = ByteReference.product(palette, row, x, 0);
      }
    } else {
      scalar.multiply(w, rows(x), rows(y), Kernels.StripRange.all(w), false);
    }
    return y;
  }

  private static Rows rows(float[] values) {
    return new Rows(values, 0, values.length, 1);
  }

  private static void add(float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      x[i] += y[i];
    }
  }
}
