// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Zeroed off-heap memory for one owner, 64-byte aligned, entered in the ledger until closed. Every
/// thread may use it. Closing makes all threads shake hands: one of these holds much, for long.
public final class OffHeap implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment bytes;
  private final Ledger ledger;
  private final Ledger.Owner owner;

  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object
  public OffHeap(long size, Ledger ledger, Ledger.Owner owner) {
    arena = Arena.ofShared();
    this.ledger = ledger;
    this.owner = owner;
    try {
      bytes = arena.allocate(size, 64);
    } catch (RuntimeException | OutOfMemoryError e) {
      arena.close();
      throw e;
    }
    ledger.add(owner, size);
  }

  public MemorySegment bytes() {
    return bytes;
  }

  /// Idempotent. A later access throws, it never touches freed memory.
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      ledger.add(owner, -bytes.byteSize());
    }
  }
}
