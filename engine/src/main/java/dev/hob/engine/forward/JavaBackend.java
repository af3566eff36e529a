// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.BaseWeights;
import dev.hob.engine.bundle.LayerWeights;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.KernelPool;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.WeightRow;
import dev.hob.engine.lora.AdapterGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The back end in Java, over scalar or Vector kernels: f32 activations and KV. Holds the
/// activations of a step; the caller is worker 0 of its pool.
///
/// | block | shape |
/// | --- | --- |
/// | `hidden`, `normed`, `delta` | [rows, width] |
/// | `queries`, `attended` | [rows, heads · headDim] |
/// | `keys`, `values` | [rows, kvHeads · headDim] |
/// | `gate`, `up` | [rows, ffn] |
/// | `angles` | for each rope [rows, headDim]: cosines, then sines |
public final class JavaBackend implements Backend {
  private static final int ROWS_A_CHUNK = 8;

  private final BaseWeights base;
  private final ModelConfig config;
  private final Kernels kernels;
  private final String why;
  private final KernelPool pool;
  private final KvLayout layout;
  private final List<Rotary> rotaries;
  private final Products products;
  private final LowRankPart lowRank;
  private final int maxRows;
  private final Rows hidden;
  private final Rows normed;
  private final Rows delta;
  private final Rows queries;
  private final Rows attended;
  private final Rows keys;
  private final Rows values;
  private final Rows gate;
  private final Rows up;
  private final float[][] angles;
  private final float[][] scores;
  private ProductWatcher watcher = ProductWatcher.NONE;
  private boolean watched;
  private volatile boolean aborted;

  /// @param base stays readable until this is closed
  /// @param why these kernels were chosen
  /// @param threads workers in all, the caller of [#step] included
  /// @param maxRows tokens that a step may have in all
  public JavaBackend(BaseWeights base, Kernels kernels, String why, int threads, int maxRows) {
    this.why = why;
    this.base = base;
    this.config = base.config();
    this.kernels = kernels;
    pool = new KernelPool(threads);
    this.maxRows = maxRows;
    layout = layout(config);
    rotaries = Rotary.of(config);
    products = new Products(kernels, pool);
    lowRank = new LowRankPart(products);
    int heads = config.heads() * config.headDim();
    int kv = config.kvHeads() * config.headDim();
    hidden = Rows.zeroed(maxRows, config.width());
    normed = Rows.zeroed(maxRows, config.width());
    delta = Rows.zeroed(maxRows, config.width());
    queries = Rows.zeroed(maxRows, heads);
    attended = Rows.zeroed(maxRows, heads);
    keys = Rows.zeroed(maxRows, kv);
    values = Rows.zeroed(maxRows, kv);
    gate = Rows.zeroed(maxRows, config.ffn());
    up = Rows.zeroed(maxRows, config.ffn());
    angles = new float[rotaries.size()][maxRows * config.headDim()];
    scores = new float[pool.threads()][];
    java.util.Arrays.setAll(scores, _ -> new float[64]);
  }

  /// How the KV of `config` lies in pages.
  public static KvLayout layout(ModelConfig config) {
    return new KvLayout(config.layers(), config.kvHeads(), config.headDim());
  }

  /// Tells `watcher` of every product from the next step on.
  public void watch(ProductWatcher watcher) {
    this.watcher = watcher;
    watched = true;
  }

  @Override
  public String name() {
    return kernels.name() + "; " + why;
  }

  @Override
  public long pageBytes() {
    return layout.pageBytes();
  }

  @Override
  public void warmUp(BooleanSupplier enough) {
    WarmUp.run(kernels, base, enough);
  }

  @Override
  public void abort() {
    aborted = true;
  }

  @Override
  public void close() {
    pool.close();
  }

  @Override
  public Rows step(List<Span> spans) {
    lowRank.clear();
    List<Row> rows = rows(spans);
    List<AdapterGroup> groups = Span.groups(spans);
    for (int layer = 0; layer < config.layers(); layer++) {
      if (aborted) {
        throw new StepAbortedException();
      }
      LayerWeights weights = base.layers().get(layer);
      attention(rows, groups, layer, weights);
      mlp(rows.size(), groups, layer, weights);
    }
    if (watched) {
      norm(rows.size(), base.finalNorm());
      watcher.head(normed.slice(0, rows.size()));
    }
    return logits(spans);
  }

  /// One token of the step.
  ///
  /// @param length tokens that it sees, itself included
  private record Row(int position, int length, java.lang.foreign.MemorySegment[] pages) {}

  private List<Row> rows(List<Span> spans) {
    List<Row> rows = new ArrayList<>();
    for (Span span : spans) {
      int end = span.position() + span.tokens().length;
      if (rows.size() + span.tokens().length > maxRows || end > config.context()) {
        throw new IllegalArgumentException(
            span.tokens().length + " tokens at " + span.position() + " beside " + rows.size());
      }
      span.pages().prepare(span.position(), end);
      var pages = span.pages().segments();
      for (int i = 0; i < span.tokens().length; i++) {
        int row = rows.size();
        int position = span.position() + i;
        embed(span.tokens()[i], row);
        for (int r = 0; r < rotaries.size(); r++) {
          rotaries.get(r).angles(position, angles[r], row * config.headDim());
        }
        rows.add(new Row(position, position + 1, pages));
      }
      growScores(end);
    }
    return rows;
  }

  private void embed(int token, int row) {
    WeightRow.read(base.embedding(), token, hidden.values(), hidden.at(row));
    float scale = (float) config.block().embeddingScale();
    for (int i = 0; scale != 1f && i < config.width(); i++) {
      hidden.values()[hidden.at(row) + i] *= scale;
    }
  }

  private void growScores(int length) {
    int needed = Math.ceilDiv(length, KvLayout.PAGE) * KvLayout.PAGE;
    if (scores[0].length < needed) {
      java.util.Arrays.setAll(scores, _ -> new float[needed * 2]);
    }
  }

  private void attention(
      List<Row> rows, List<AdapterGroup> groups, int layer, LayerWeights weights) {
    int count = rows.size();
    Rows x = normed.slice(0, count);
    norm(count, weights.inputNorm());
    project(weights, layer, Projection.Q, x, queries.slice(0, count), groups);
    project(weights, layer, Projection.K, x, keys.slice(0, count), groups);
    project(weights, layer, Projection.V, x, values.slice(0, count), groups);
    multiply();
    addBias(weights, Projection.Q, queries, count);
    addBias(weights, Projection.K, keys, count);
    addBias(weights, Projection.V, values, count);
    byRows(count, row -> place(rows.get(row), row, layer, weights));
    attend(rows, layer);
    Rows y = delta.slice(0, count);
    project(weights, layer, Projection.O, attended.slice(0, count), y, groups);
    multiply();
    addBias(weights, Projection.O, delta, count);
    addDelta(count, weights.afterAttention());
  }

  private void mlp(int count, List<AdapterGroup> groups, int layer, LayerWeights weights) {
    Rows x = normed.slice(0, count);
    norm(count, weights.attentionNorm());
    project(weights, layer, Projection.GATE, x, gate.slice(0, count), groups);
    project(weights, layer, Projection.UP, x, up.slice(0, count), groups);
    multiply();
    byRows(count, row -> kernels.gate(config.block().gate(), gate, up, row, config.ffn()));
    project(weights, layer, Projection.DOWN, gate.slice(0, count), delta.slice(0, count), groups);
    multiply();
    addDelta(count, weights.afterMlp());
  }

  private void project(
      LayerWeights weights,
      int layer,
      Projection projection,
      Rows x,
      Rows y,
      List<AdapterGroup> groups) {
    watcher.projection(layer, projection, x);
    products.set(weights.matrix(projection), x, y);
    lowRank.gather(groups, layer, projection, x, y);
  }

  private void multiply() {
    products.run();
    lowRank.apply();
  }

  private void norm(int count, float[] weight) {
    byRows(
        count,
        row ->
            Norm.rms(
                hidden.values(),
                hidden.at(row),
                weight,
                config.normEpsilon(),
                normed.values(),
                normed.at(row)));
  }

  private static void addBias(LayerWeights weights, Projection projection, Rows y, int count) {
    float[] bias = weights.bias(projection).orElse(null);
    for (int row = 0; bias != null && row < count; row++) {
      for (int i = 0; i < bias.length; i++) {
        y.values()[y.at(row) + i] += bias[i];
      }
    }
  }

  /// @param after weight of the norm before it is added; empty = none
  private void addDelta(int count, float[] after) {
    for (int row = 0; row < count; row++) {
      if (after.length > 0) {
        int at = delta.at(row);
        Norm.rms(delta.values(), at, after, config.normEpsilon(), delta.values(), at);
      }
      for (int i = 0; i < config.width(); i++) {
        hidden.values()[hidden.at(row) + i] += delta.values()[delta.at(row) + i];
      }
    }
  }

  /// Norms and turns the heads of one token and stores its key and value.
  private void place(Row row, int at, int layer, LayerWeights weights) {
    int headDim = config.headDim();
    float[] turns = angles[Rotary.index(config, layer)];
    int angleAt = at * headDim;
    float scale = (float) config.attention().scale();
    for (int head = 0; head < config.heads(); head++) {
      int from = queries.at(at) + head * headDim;
      turn(queries.values(), from, weights.queryNorm(), turns, angleAt);
      for (int i = 0; i < headDim; i++) {
        queries.values()[from + i] *= scale;
      }
    }
    int slot = row.position() % KvLayout.PAGE;
    var page = row.pages()[row.position() / KvLayout.PAGE];
    for (int head = 0; head < config.kvHeads(); head++) {
      int from = keys.at(at) + head * headDim;
      turn(keys.values(), from, weights.keyNorm(), turns, angleAt);
      layout.store(
          page,
          layout.offset(layer, head),
          slot,
          keys.values(),
          from,
          values.values(),
          values.at(at) + head * headDim);
    }
  }

  private void turn(float[] heads, int from, float[] weight, float[] turns, int angleAt) {
    if (weight.length > 0) {
      Norm.rms(heads, from, weight, config.normEpsilon(), heads, from);
    }
    Rotary.turn(heads, from, turns, angleAt, rotaries.getFirst().half());
  }

  private void attend(List<Row> rows, int layer) {
    int kvHeads = config.kvHeads();
    long seen = rows.stream().mapToLong(Row::length).sum();
    KernelPool.Chunk chunks =
        (chunk, worker) ->
            attend(rows.get(chunk / kvHeads), chunk / kvHeads, layer, chunk % kvHeads, worker);
    if (2 * seen * config.heads() * config.headDim() < Products.PARALLEL) {
      for (int chunk = 0; chunk < rows.size() * kvHeads; chunk++) {
        chunks.run(chunk, 0);
      }
    } else {
      pool.run(rows.size() * kvHeads, chunks);
    }
  }

  private void attend(Row row, int at, int layer, int kvHead, int worker) {
    int group = config.heads() / config.kvHeads();
    int first = kvHead * group * config.headDim();
    Window seen = Window.of(config.attention().window(layer), row.length());
    kernels.attend(
        new dev.hob.engine.kernel.AttentionCall(
            queries.values(),
            queries.at(at) + first,
            seen.pages(row.pages()),
            layout.offset(layer, kvHead),
            seen.first(),
            seen.length(),
            (float) config.attention().cap(),
            group,
            config.headDim(),
            attended.values(),
            attended.at(at) + first),
        scores[worker]);
  }

  private Rows logits(List<Span> spans) {
    int wanted = spans.stream().mapToInt(Span::wantedRows).sum();
    Rows x = Rows.zeroed(wanted, config.width());
    Rows y = Rows.zeroed(wanted, config.vocabulary());
    int row = 0;
    int out = 0;
    for (Span span : spans) {
      row += span.tokens().length;
      for (int i = row - span.wantedRows(); i < row; i++) {
        Norm.rms(
            hidden.values(),
            hidden.at(i),
            base.finalNorm(),
            config.normEpsilon(),
            x.values(),
            x.at(out++));
      }
    }
    if (wanted > 0) {
      products.set(base.head(), x, y);
      products.run();
    }
    LogitCap.apply(y, config);
    return y;
  }

  private interface RowWork {
    void run(int row);
  }

  private void byRows(int count, RowWork work) {
    pool.run(
        Math.ceilDiv(count, ROWS_A_CHUNK),
        (chunk, _) -> {
          int end = Math.min(count, (chunk + 1) * ROWS_A_CHUNK);
          for (int row = chunk * ROWS_A_CHUNK; row < end; row++) {
            work.run(row);
          }
        });
  }
}
