// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Who owns which off-heap bytes. Every mapping and allocation of the engine is entered here when
/// made and taken out when released, so that `hob status` can set the sum beside the kernel's own
/// figures. Thread-safe; one instance a process.
public final class Ledger {
  /// The owners that `hob status` shows.
  public enum Owner {
    BASE,
    ADAPTERS,
    KV_CACHE,
    PREFIX_CACHE,
    SCRATCH,
    TOKENIZER
  }

  private final Map<Owner, LongAdder> bytes = new EnumMap<>(Owner.class);

  public Ledger() {
    for (Owner owner : Owner.values()) {
      bytes.put(owner, new LongAdder());
    }
  }

  /// Enters `count` bytes for `owner`; negative when they are given back.
  public void add(Owner owner, long count) {
    row(owner).add(count);
  }

  public long bytes(Owner owner) {
    return row(owner).sum();
  }

  public long total() {
    return bytes.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /// A copy of all rows, in bytes.
  public Map<Owner, Long> snapshot() {
    Map<Owner, Long> rows = new EnumMap<>(Owner.class);
    bytes.forEach((owner, adder) -> rows.put(owner, adder.sum()));
    return rows;
  }

  private LongAdder row(Owner owner) {
    LongAdder adder = bytes.get(owner);
    if (adder == null) {
      throw new IllegalStateException("no row for " + owner);
    }
    return adder;
  }
}
