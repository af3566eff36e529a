// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Attention of the query heads of one token that share a key/value head, over 8-bit pages of
/// [KvBytes], scores over the root of headDim, for tests and benches. One thread.
public final class CAttention implements AutoCloseable {
  /// Where the addresses of the pages begin, behind the `hob_one_attention`.
  private static final long PAGES = 64;

  private final CKernels kernels;
  private final KvBytes kv;
  private final int heads;
  private final int length;
  private final long out;
  private final OffHeap operands;
  private final OffHeap scratch;

  /// @param pages of `kv`, off-heap, oldest first; they stay where they are until [#close]
  /// @param queries [heads, headDim]; copied
  public CAttention(CKernels kernels, KvBytes kv, Pages pages, float[] queries, Ledger ledger) {
    this.kernels = kernels;
    this.kv = kv;
    length = pages.length();
    heads = queries.length / kv.headDim();
    int count = pages.pages().length;
    long queriesAt = PAGES + (8L * count + 63) / 64 * 64;
    // Kernels write whole lanes of 16 behind the last head.
    long block = 4L * heads * kv.headDim() + 64;
    out = queriesAt + block;
    scratch =
        new OffHeap(CLibrary.hob_attend_scratch(heads, kv.headDim()), ledger, Ledger.Owner.SCRATCH);
    operands = new OffHeap(out + block, ledger, Ledger.Owner.SCRATCH);
    MemorySegment bytes = operands.bytes();
    long a = bytes.address();
    for (int i = 0; i < count; i++) {
      bytes.set(ValueLayout.JAVA_LONG, PAGES + 8L * i, pages.pages()[i].address());
    }
    MemorySegment.copy(queries, 0, bytes, ValueLayout.JAVA_FLOAT, queriesAt, queries.length);
    bytes.set(ValueLayout.JAVA_LONG, 0, a + queriesAt);
    bytes.set(ValueLayout.JAVA_LONG, 8, a + out);
    bytes.set(ValueLayout.JAVA_LONG, 16, a + PAGES);
    bytes.set(ValueLayout.JAVA_INT, 32, length);
    bytes.set(ValueLayout.JAVA_INT, 36, heads);
    bytes.set(ValueLayout.JAVA_INT, 40, kv.headDim());
    bytes.set(ValueLayout.JAVA_FLOAT, 44, (float) (1 / Math.sqrt(kv.headDim())));
  }

  /// The pages of one sequence.
  ///
  /// @param pages each [KvBytes#pageBytes] long
  /// @param length tokens in them, at least one
  public record Pages(MemorySegment[] pages, int length) {
    public Pages {
      if (length < 1 || KvLayout.pages(length) > pages.length) {
        throw new IllegalArgumentException(length + " tokens in " + pages.length + " pages");
      }
      if (!Arrays.stream(pages).allMatch(MemorySegment::isNative)) {
        throw new IllegalArgumentException("pages on the heap have no address");
      }
    }
  }

  /// Over one key/value head of one layer, on the calling thread.
  public void run(int layer, int head) {
    operands.bytes().set(ValueLayout.JAVA_LONG, 24, kv.offset(layer, head));
    CLibrary.hob_attend(kernels.bit(), operands.bytes().address(), scratch.bytes().address());
  }

  /// [heads, headDim] of the last [#run].
  public float[] read() {
    float[] y = new float[heads * kv.headDim()];
    MemorySegment.copy(operands.bytes(), ValueLayout.JAVA_FLOAT, out, y, 0, y.length);
    return y;
  }

  @Override
  public void close() {
    operands.close();
    scratch.close();
  }
}
