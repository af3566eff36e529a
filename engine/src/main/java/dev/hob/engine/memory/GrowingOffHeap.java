// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Scratch memory that becomes larger when more is asked for, and never smaller. One owner thread.
public final class GrowingOffHeap implements AutoCloseable {
  private final Ledger ledger;
  private final Ledger.Owner owner;
  private @Nullable OffHeap memory;

  public GrowingOffHeap(Ledger ledger, Ledger.Owner owner) {
    this.ledger = ledger;
    this.owner = owner;
  }

  /// At least `size` bytes, 64-byte aligned. What was in them before is lost when they grow.
  public MemorySegment atLeast(long size) {
    OffHeap now = memory;
    if (now == null || now.bytes().byteSize() < size) {
      close();
      now = new OffHeap(Math.max(4096, size + size / 2), ledger, owner);
      memory = now;
    }
    return now.bytes();
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
