// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.AttentionCall;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Kernels in Java: everything in f32 but the weights themselves.
record JavaContender(Kernels kernels) implements Contender {
  @Override
  public String title() {
    return "Java, " + kernels.name();
  }

  /// Holds nothing that must be closed.
  private abstract static class InTurn implements Operation {
    private final int count;
    private int next;

    InTurn(int count) {
      this.count = count;
    }

    abstract void run(int which);

    @Override
    public void run() {
      run(next);
      next = (next + 1) % count;
    }

    @Override
    public void close() {}
  }

  @Override
  public Operation product(List<PaletteWeights> matrices, Rows x) {
    Rows y = Rows.zeroed(x.count(), matrices.getFirst().rows());
    return new InTurn(matrices.size()) {
      @Override
      void run(int which) {
        multiply(matrices.get(which), x, y);
      }
    };
  }

  @Override
  public Work.Arithmetic palettes() {
    return Work.Arithmetic.FLOATS;
  }

  @Override
  public Operation lowRank(List<Pairs.Pair> pairs, Rows x, Rows t) {
    Rows low = Rows.zeroed(x.count(), pairs.getFirst().a().rows());
    Rows y = Rows.zeroed(x.count(), pairs.getFirst().b().rows());
    return new InTurn(pairs.size()) {
      @Override
      void run(int which) {
        multiply(pairs.get(which).a(), x, low);
        multiply(pairs.get(which).b(), t, y);
      }
    };
  }

  private void multiply(Weights w, Rows x, Rows y) {
    kernels.multiply(w, x, y, Kernels.StripRange.all(w), false);
  }

  @Override
  public Operation attention(Attended attended, Arena arena) {
    KvLayout kv = kv(attended);
    MemorySegment[] pages = new MemorySegment[KvLayout.pages(attended.length())];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = Drawn.floatPage(kv, page, arena);
    }
    int width = attended.shared() * attended.headDim();
    float[] queries = Drawn.floats(width);
    float[] out = new float[width + 16];
    float[] scores = new float[KvLayout.PAGE * pages.length];
    return new InTurn(attended.layers()) {
      @Override
      void run(int layer) {
        for (int head = 0; head < attended.kvHeads(); head++) {
          AttentionCall call =
              new AttentionCall(
                  queries,
                  0,
                  pages,
                  kv.offset(layer, head),
                  0,
                  attended.length(),
                  0f,
                  attended.shared(),
                  attended.headDim(),
                  out,
                  0);
          kernels.attend(call, scores);
        }
      }
    };
  }

  @Override
  public Work attentionWork(Attended attended) {
    double bytes = (double) KvLayout.pages(attended.length()) * kv(attended).headBytes();
    return new Work(bytes * attended.kvHeads(), attended.operations(), Work.Arithmetic.FLOATS);
  }

  private static KvLayout kv(Attended attended) {
    return new KvLayout(attended.layers(), attended.kvHeads(), attended.headDim());
  }
}
