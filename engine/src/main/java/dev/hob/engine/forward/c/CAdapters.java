// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward.c;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.c.CLayout;
import dev.hob.engine.kernel.c.CWeights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The pairs of adapters as tables of `hob_pair` [layers, 7], written when an adapter is first met:
/// a switch of adapters is then another address. Batch-loop thread only. The pairs' own memory
/// belongs to the adapters, which must be pinned during a step.
final class CAdapters implements AutoCloseable {
  /// Tables kept beyond a step; the one used longest ago goes first.
  private static final int MOST = 32;

  private final Base base;
  private final Ledger ledger;
  private final Map<Identity, OffHeap> tables = new LinkedHashMap<>(16, 0.75f, true);

  CAdapters(Base base, Ledger ledger) {
    this.base = base;
    this.ledger = ledger;
  }

  /// An adapter as itself: two that were opened from the same files have different addresses.
  private record Identity(Adapter adapter) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Identity identity && identity.adapter == adapter;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(adapter);
    }
  }

  /// Address of the table of `adapter`.
  long address(Adapter adapter) {
    return tables.computeIfAbsent(new Identity(adapter), _ -> write(adapter)).bytes().address();
  }

  /// Forgets what was used longest ago, but nothing of `inUse`.
  void trim(List<Adapter> inUse) {
    Set<Identity> kept = inUse.stream().map(Identity::new).collect(Collectors.toSet());
    Iterator<Map.Entry<Identity, OffHeap>> oldest = tables.entrySet().iterator();
    while (tables.size() > MOST && oldest.hasNext()) {
      Map.Entry<Identity, OffHeap> entry = oldest.next();
      if (!kept.contains(entry.getKey())) {
        entry.getValue().close();
        oldest.remove();
      }
    }
  }

  private OffHeap write(Adapter adapter) {
    long pairs = (long) base.layers().size() * Projection.values().length;
    OffHeap table = new OffHeap(pairs * CLayout.PAIR, ledger, Ledger.Owner.SCRATCH);
    long at = 0;
    for (int layer = 0; layer < base.layers().size(); layer++) {
      for (Projection projection : Projection.values()) {
        LowRank pair = adapter.pair(layer, projection).orElse(null);
        if (pair != null) {
          write(pair, table.bytes().asSlice(at, CLayout.PAIR));
        }
        at += CLayout.PAIR;
      }
    }
    return table;
  }

  private static void write(LowRank pair, MemorySegment at) {
    CWeights.write(pair.a(), at, MemorySegment.NULL);
    CWeights.write(pair.b(), at.asSlice(CLayout.PAIR_B), MemorySegment.NULL);
    at.set(ValueLayout.JAVA_FLOAT, CLayout.PAIR_SCALING, pair.scaling());
    at.set(ValueLayout.JAVA_INT, CLayout.PAIR_PRESENT, 1);
  }

  @Override
  public void close() {
    new ArrayList<>(tables.values()).forEach(OffHeap::close);
    tables.clear();
  }
}
