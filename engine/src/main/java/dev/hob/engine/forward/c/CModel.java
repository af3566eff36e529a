// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward.c;

import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.LayerWeights;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.forward.Rotary;
import dev.hob.engine.kernel.Gate;
import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.c.CLayout;
import dev.hob.engine.kernel.c.CWeights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A base as `hob_model`: addresses of its mapped matrices, copies of its norms and tables.
/// Immutable; the base must stay pinned.
final class CModel implements AutoCloseable {
  private static final int MOST_THREADS = 256;

  private final OffHeap memory;
  private final MemorySegment model;

  private CModel(OffHeap memory, MemorySegment model) {
    this.memory = memory;
    this.model = model;
  }

  /// Why C cannot run `base`; empty if it can.
  static String refusal(Base base, int threads) {
    if (Rows.padded(base.config().headDim()) > KvBytes.MOST_HEAD_DIM) {
      return "heads of " + base.config().headDim() + " are more than " + KvBytes.MOST_HEAD_DIM;
    }
    if (threads > MOST_THREADS) {
      return threads + " threads are more than " + MOST_THREADS;
    }
    return matrices(base).stream()
        .map(CWeights::refusal)
        .filter(why -> !why.isEmpty())
        .findFirst()
        .orElse("");
  }

  static CModel write(Base base, CKernels kernels, int threads, int maxRows, Ledger ledger) {
    OffHeap memory = new OffHeap(bytes(base), ledger, Ledger.Owner.SCRATCH);
    Carver carver = new Carver(memory.bytes());
    MemorySegment model = carver.take(CLayout.MODEL);
    MemorySegment layers = carver.take(CLayout.LAYER * base.layers().size());
    matrix(base.embedding(), model.asSlice(0, CLayout.weights()), carver);
    matrix(base.head(), model.asSlice(CLayout.MODEL_HEAD, CLayout.weights()), carver);
    model.set(ValueLayout.JAVA_LONG, CLayout.MODEL_NORM, carver.vector(base.finalNorm()));
    model.set(ValueLayout.JAVA_LONG, CLayout.MODEL_LAYERS, layers.address());
    numbers(base.config(), kernels, threads, maxRows, model);
    for (int i = 0; i < base.layers().size(); i++) {
      MemorySegment at = layers.asSlice(i * CLayout.LAYER, CLayout.LAYER);
      layer(base.layers().get(i), at, carver);
      at.set(ValueLayout.JAVA_INT, CLayout.LAYER_NUMBERS, base.config().attention().window(i));
      at.set(ValueLayout.JAVA_INT, CLayout.LAYER_NUMBERS + 4, Rotary.index(base.config(), i));
    }
    return new CModel(memory, model);
  }

  private static void numbers(
      ModelConfig config, CKernels kernels, int threads, int maxRows, MemorySegment model) {
    int[] numbers = {
      config.width(),
      config.layers(),
      config.ffn(),
      config.heads(),
      config.kvHeads(),
      config.headDim(),
      maxRows,
      threads,
      kernels.bit(),
      config.block().gate() == Gate.GELU ? 1 : 0,
      config.attention().rope().dims(config.headDim()) / 2,
      0
    };
    float[] others = {
      (float) config.normEpsilon(),
      (float) config.block().embeddingScale(),
      (float) config.attention().scale(),
      (float) config.attention().cap()
    };
    long at = CLayout.MODEL_NUMBERS;
    MemorySegment.copy(numbers, 0, model, ValueLayout.JAVA_INT, at, numbers.length);
    at += 4L * numbers.length;
    MemorySegment.copy(others, 0, model, ValueLayout.JAVA_FLOAT, at, others.length);
  }

  private static void layer(LayerWeights weights, MemorySegment at, Carver carver) {
    long offset = 0;
    for (Projection projection : Projection.values()) {
      matrix(weights.matrix(projection), at.asSlice(offset, CLayout.weights()), carver);
      offset += CLayout.weights();
    }
    List<float[]> vectors = vectors(weights);
    for (int i = 0; i < vectors.size(); i++) {
      at.set(ValueLayout.JAVA_LONG, CLayout.LAYER_VECTORS + 8L * i, carver.vector(vectors.get(i)));
    }
  }

  /// Norms and biases in the order of `hob_layer`; empty where there is none.
  private static List<float[]> vectors(LayerWeights weights) {
    return List.of(
        weights.inputNorm(),
        weights.attentionNorm(),
        weights.queryNorm(),
        weights.keyNorm(),
        weights.afterAttention(),
        weights.afterMlp(),
        bias(weights, Projection.Q),
        bias(weights, Projection.K),
        bias(weights, Projection.V),
        bias(weights, Projection.O));
  }

  private static float[] bias(LayerWeights weights, Projection projection) {
    return weights.bias(projection).orElseGet(() -> new float[0]);
  }

  private static void matrix(Weights w, MemorySegment at, Carver carver) {
    CWeights.write(w, at, carver.take(CWeights.tableBytes(w)));
  }

  private static List<Weights> matrices(Base base) {
    List<Weights> all = new ArrayList<>(List.of(base.embedding(), base.head()));
    base.layers().forEach(layer -> all.addAll(layer.matrices().values()));
    return all;
  }

  private static long bytes(Base base) {
    long bytes = Carver.room(CLayout.MODEL) + Carver.room(CLayout.LAYER * base.layers().size());
    for (Weights w : matrices(base)) {
      bytes += Carver.room(CWeights.tableBytes(w));
    }
    bytes += Carver.room(Carver.vectorBytes(base.finalNorm()));
    for (LayerWeights layer : base.layers()) {
      for (float[] vector : vectors(layer)) {
        bytes += Carver.room(Carver.vectorBytes(vector));
      }
    }
    return bytes;
  }

  MemorySegment bytes() {
    return model;
  }

  @Override
  public void close() {
    memory.close();
  }
}
