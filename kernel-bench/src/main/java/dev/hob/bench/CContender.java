// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.c.CAttention;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.c.CProduct;
import dev.hob.engine.memory.Ledger;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// C kernels: activations and KV in bytes, low-rank pairs in f32.
record CContender(CKernels kernels) implements Contender {
  @Override
  public String title() {
    return "C, " + kernels.title();
  }

  @Override
  public Operation product(List<PaletteWeights> matrices, Rows x) {
    CProduct product = new CProduct(kernels, matrices, x, new Ledger());
    return new Operation() {
      private int next;

      @Override
      public void run() {
        product.run(next);
        next = (next + 1) % matrices.size();
      }

      @Override
      public void close() {
        product.close();
      }
    };
  }

  @Override
  public Work.Arithmetic palettes() {
    return Work.Arithmetic.BYTES;
  }

  @Override
  public Operation lowRank(List<Pairs.Pair> pairs, Rows x, Rows t) {
    CProduct first =
        new CProduct(kernels, pairs.stream().map(Pairs.Pair::a).toList(), x, new Ledger());
    CProduct second =
        new CProduct(kernels, pairs.stream().map(Pairs.Pair::b).toList(), t, new Ledger());
    return new Operation() {
      private int next;

      @Override
      public void run() {
        first.run(next);
        second.run(next);
        next = (next + 1) % pairs.size();
      }

      @Override
      public void close() {
        first.close();
        second.close();
      }
    };
  }

  @Override
  public Operation attention(Attended attended, Arena arena) {
    KvBytes kv = kv(attended);
    MemorySegment[] pages = new MemorySegment[KvLayout.pages(attended.length())];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = Drawn.bytePage(kv, page, arena);
    }
    float[] queries = Drawn.floats(attended.shared() * attended.headDim());
    CAttention attention =
        new CAttention(
            kernels, kv, new CAttention.Pages(pages, attended.length()), queries, new Ledger());
    return new Operation() {
      private int layer;

      @Override
      public void run() {
        for (int head = 0; head < attended.kvHeads(); head++) {
          attention.run(layer, head);
        }
        layer = (layer + 1) % attended.layers();
      }

      @Override
      public void close() {
        attention.close();
      }
    };
  }

  @Override
  public Work attentionWork(Attended attended) {
    double bytes = (double) KvLayout.pages(attended.length()) * kv(attended).headBytes();
    return new Work(bytes * attended.kvHeads(), attended.operations(), Work.Arithmetic.BYTES);
  }

  private static KvBytes kv(Attended attended) {
    return new KvBytes(attended.layers(), attended.kvHeads(), attended.headDim());
  }
}
