// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.bundle.WeightsFile;
import dev.hob.engine.kernel.WeightRow;
import dev.hob.engine.kernel.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The model from its textbook definition: f64, whole sequence at once, no cache, no kernels. Of
/// the engine it takes the numbers of matrices only; all else comes from the bundle's own files.
final class ReferenceModel {
  private final Base base;
  private final ModelConfig config;
  private final Textbook book;
  private final Map<String, Raw> vectors;
  private final List<RawAdapter> adapters;
  private final IdentityHashMap<Weights, double[][]> rows = new IdentityHashMap<>();

  /// @param json of the model as it was published
  /// @param folder of `base`
  /// @param adapters folders of them
  ReferenceModel(String json, Path folder, Base base, List<Path> adapters) throws IOException {
    this.base = base;
    this.config = base.config();
    this.book = new Textbook(json);
    this.vectors = Raw.read(folder, WeightsFile.FILE);
    this.adapters = new ArrayList<>();
    for (Path adapter : adapters) {
      this.adapters.add(RawAdapter.read(adapter));
    }
  }

  /// [tokens, vocabulary]
  double[][] logits(int[] tokens) {
    double[][] x = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      x[t] = row(base.embedding(), tokens[t]).clone();
      for (int i = 0; i < x[t].length; i++) {
        x[t][i] *= book.embeddingScale();
      }
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      attention(x, layer);
      mlp(x, layer);
    }
    double[][] logits = new double[tokens.length][config.vocabulary()];
    for (int t = 0; t < tokens.length; t++) {
      double[] h = norm(x[t], 0, x[t].length, weight("model.norm.weight"));
      for (int o = 0; o < config.vocabulary(); o++) {
        logits[t][o] = capped(dot(row(base.head(), o), h), book.logitCap());
      }
    }
    return logits;
  }

  private void attention(double[][] x, int layer) {
    String at = "model.layers." + layer + ".";
    int dim = config.headDim();
    int n = x.length;
    double[][] q = new double[n][];
    double[][] k = new double[n][];
    double[][] v = new double[n][];
    for (int t = 0; t < n; t++) {
      double[] h = norm(x[t], 0, x[t].length, weight(at + "input_layernorm.weight"));
      q[t] = project(layer, Projection.Q, h);
      k[t] = project(layer, Projection.K, h);
      v[t] = project(layer, Projection.V, h);
      for (int head = 0; head < config.heads(); head++) {
        turn(q[t], head * dim, t, weight(at + "self_attn.q_norm.weight"), layer);
      }
      for (int head = 0; head < config.kvHeads(); head++) {
        turn(k[t], head * dim, t, weight(at + "self_attn.k_norm.weight"), layer);
      }
    }
    for (int t = 0; t < n; t++) {
      double[] out = new double[config.heads() * dim];
      for (int head = 0; head < config.heads(); head++) {
        int kv = head / (config.heads() / config.kvHeads());
        double[] p = new double[t + 1];
        double sum = 0;
        for (int s = book.first(layer, t); s <= t; s++) {
          double score = 0;
          for (int i = 0; i < dim; i++) {
            score += q[t][head * dim + i] * k[s][kv * dim + i];
          }
          p[s] = Math.exp(capped(score * book.attentionScale(), book.attentionCap()));
          sum += p[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < dim; i++) {
            out[head * dim + i] += p[s] / sum * v[s][kv * dim + i];
          }
        }
      }
      add(x[t], after(project(layer, Projection.O, out), at + "post_attention_layernorm.weight"));
    }
  }

  private static double capped(double x, double cap) {
    return cap == 0 ? x : cap * Math.tanh(x / cap);
  }

  /// Gemma norms what a part gives before it is added.
  private double[] after(double[] delta, String norm) {
    return book.gemma() ? norm(delta, 0, delta.length, weight(norm)) : delta;
  }

  private void mlp(double[][] x, int layer) {
    String at = "model.layers." + layer + ".";
    String before = book.gemma() ? "pre_feedforward_layernorm" : "post_attention_layernorm";
    for (double[] row : x) {
      double[] h = norm(row, 0, row.length, weight(at + before + ".weight"));
      double[] gate = project(layer, Projection.GATE, h);
      double[] up = project(layer, Projection.UP, h);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = book.gate(gate[i]) * up[i];
      }
      double[] down = project(layer, Projection.DOWN, gate);
      add(row, after(down, at + "post_feedforward_layernorm.weight"));
    }
  }

  /// A stored vector, empty where there is none.
  private double[] weight(String name) {
    Raw raw = vectors.get(name);
    return raw == null ? new double[0] : raw.values();
  }

  private double[] project(int layer, Projection projection, double[] x) {
    double[] y = product(base.layers().get(layer).matrix(projection), x);
    String module = "model.layers." + layer + "." + projection.path();
    double[] bias = weight(module + ".bias");
    if (bias.length > 0) {
      add(y, bias);
    }
    for (RawAdapter adapter : adapters) {
      adapter.add(y, x, module, book.fused(), config);
    }
    return y;
  }

  private void turn(double[] heads, int from, int position, double[] weight, int layer) {
    int dim = config.headDim();
    double[] head =
        weight.length == 0
            ? Arrays.copyOfRange(heads, from, from + dim)
            : norm(heads, from, dim, weight);
    for (int i = 0; i < dim / 2; i++) {
      double angle = position * book.turns(layer, i);
      double cos = Math.cos(angle) * book.magnitude();
      double sin = Math.sin(angle) * book.magnitude();
      heads[from + i] = head[i] * cos - head[i + dim / 2] * sin;
      heads[from + i + dim / 2] = head[i + dim / 2] * cos + head[i] * sin;
    }
  }

  private double[] norm(double[] x, int from, int length, double[] weight) {
    double squares = 0;
    for (int i = 0; i < length; i++) {
      squares += x[from + i] * x[from + i];
    }
    double[] y = new double[length];
    for (int i = 0; i < length; i++) {
      double normed = x[from + i] / Math.sqrt(squares / length + config.normEpsilon());
      y[i] = normed * (weight[i] + book.one());
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
