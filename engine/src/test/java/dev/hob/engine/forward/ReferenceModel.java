// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.LayerWeights;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.bundle.Rope;
import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.WeightRow;
import dev.hob.engine.kernel.Weights;
import java.util.IdentityHashMap;
import java.util.List;

/// The model from its textbook definition: f64, whole sequence at once, no cache, no kernels.
final class ReferenceModel {
  private final Base base;
  private final ModelConfig config;
  private final List<Adapter> adapters;
  private final IdentityHashMap<Weights, double[][]> rows = new IdentityHashMap<>();

  ReferenceModel(Base base, List<Adapter> adapters) {
    this.base = base;
    this.config = base.config();
    this.adapters = adapters;
  }

  /// [tokens, vocabulary]
  double[][] logits(int[] tokens) {
    double[][] x = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      x[t] = row(base.embedding(), tokens[t]).clone();
      for (int i = 0; i < x[t].length; i++) {
        x[t][i] *= config.block().embeddingScale();
      }
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      attention(x, layer);
      mlp(x, layer);
    }
    double[][] logits = new double[tokens.length][config.vocabulary()];
    for (int t = 0; t < tokens.length; t++) {
      double[] h = norm(x[t], 0, x[t].length, base.finalNorm());
      for (int o = 0; o < config.vocabulary(); o++) {
        logits[t][o] = capped(dot(row(base.head(), o), h), config.block().logitCap());
      }
    }
    return logits;
  }

  private void attention(double[][] x, int layer) {
    LayerWeights w = base.layers().get(layer);
    int dim = config.headDim();
    int n = x.length;
    double[][] q = new double[n][];
    double[][] k = new double[n][];
    double[][] v = new double[n][];
    for (int t = 0; t < n; t++) {
      double[] h = norm(x[t], 0, x[t].length, w.inputNorm());
      q[t] = project(layer, Projection.Q, h);
      k[t] = project(layer, Projection.K, h);
      v[t] = project(layer, Projection.V, h);
      for (int head = 0; head < config.heads(); head++) {
        turn(q[t], head * dim, t, w.queryNorm(), rope(layer));
      }
      for (int head = 0; head < config.kvHeads(); head++) {
        turn(k[t], head * dim, t, w.keyNorm(), rope(layer));
      }
    }
    for (int t = 0; t < n; t++) {
      double[] out = new double[config.heads() * dim];
      for (int head = 0; head < config.heads(); head++) {
        int kv = head / (config.heads() / config.kvHeads());
        double[] p = new double[t + 1];
        double sum = 0;
        int window = config.attention().window(layer);
        for (int s = window == 0 ? 0 : Math.max(0, t + 1 - window); s <= t; s++) {
          double score = 0;
          for (int i = 0; i < dim; i++) {
            score += q[t][head * dim + i] * k[s][kv * dim + i];
          }
          double cap = config.attention().cap();
          p[s] = Math.exp(capped(score * config.attention().scale(), cap));
          sum += p[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < dim; i++) {
            out[head * dim + i] += p[s] / sum * v[s][kv * dim + i];
          }
        }
      }
      add(x[t], after(project(layer, Projection.O, out), w.afterAttention()));
    }
  }

  private Rope rope(int layer) {
    return config.attention().slides(layer)
        ? config.attention().slidingRope()
        : config.attention().rope();
  }

  private static double capped(double x, double cap) {
    return cap == 0 ? x : cap * Math.tanh(x / cap);
  }

  private double[] after(double[] delta, float[] weight) {
    return weight.length == 0 ? delta : norm(delta, 0, delta.length, weight);
  }

  private void mlp(double[][] x, int layer) {
    LayerWeights w = base.layers().get(layer);
    for (double[] row : x) {
      double[] h = norm(row, 0, row.length, w.attentionNorm());
      double[] gate = project(layer, Projection.GATE, h);
      double[] up = project(layer, Projection.UP, h);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = gate(gate[i]) * up[i];
      }
      add(row, after(project(layer, Projection.DOWN, gate), w.afterMlp()));
    }
  }

  private double gate(double z) {
    return switch (config.block().gate()) {
      case SILU -> z / (1 + Math.exp(-z));
      case GELU -> 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
    };
  }

  private double[] project(int layer, Projection projection, double[] x) {
    double[] y = product(base.layers().get(layer).matrix(projection), x);
    float[] bias = base.layers().get(layer).bias(projection).orElse(new float[y.length]);
    for (int i = 0; i < y.length; i++) {
      y[i] += bias[i];
    }
    for (Adapter adapter : adapters) {
      LowRank pair = adapter.pair(layer, projection).orElse(null);
      if (pair != null) {
        double[] delta = product(pair.b(), product(pair.a(), x));
        for (int i = 0; i < y.length; i++) {
          y[i] += pair.scaling() * delta[i];
        }
      }
    }
    return y;
  }

  private void turn(double[] heads, int from, int position, float[] weight, Rope rope) {
    int dim = config.headDim();
    double[] head =
        weight.length == 0
            ? java.util.Arrays.copyOfRange(heads, from, from + dim)
            : norm(heads, from, dim, weight);
    for (int i = 0; i < dim / 2; i++) {
      double angle = position * rope.frequency(i, dim);
      double cos = Math.cos(angle) * rope.magnitude();
      double sin = Math.sin(angle) * rope.magnitude();
      heads[from + i] = head[i] * cos - head[i + dim / 2] * sin;
      heads[from + i + dim / 2] = head[i + dim / 2] * cos + head[i] * sin;
    }
  }

  private double[] norm(double[] x, int from, int length, float[] weight) {
    double squares = 0;
    for (int i = 0; i < length; i++) {
      squares += x[from + i] * x[from + i];
    }
    double[] y = new double[length];
    for (int i = 0; i < length; i++) {
      y[i] = x[from + i] / Math.sqrt(squares / length + config.normEpsilon()) * weight[i];
    }
    return y;
  }

  private double[] product(Weights w, double[] x) {
    double[] y = new double[w.rows()];
    for (int o = 0; o < y.length; o++) {
      y[o] = dot(row(w, o), x);
    }
    return y;
  }

  private double[] row(Weights w, int row) {
    double[][] known = rows.computeIfAbsent(w, _ -> new double[w.rows()][]);
    if (known[row] == null) {
      known[row] = read(w, row);
    }
    return known[row];
  }

  private static double[] read(Weights w, int row) {
    float[] values = new float[w.columns()];
    WeightRow.read(w, row, values, 0);
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] x, double[] delta) {
    for (int i = 0; i < x.length; i++) {
      x[i] += delta[i];
    }
  }
}
