// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Off-heap memory for one owner, 64-byte aligned, entered in the ledger until closed. Every thread
/// may use it. Closing makes all threads shake hands: one of these holds much, for long.
public final class OffHeap implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final MemorySegment bytes;
  private final Lifetime lifetime;

  /// Zeroed memory.
  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object
  public OffHeap(long size, Ledger ledger, Ledger.Owner owner) {
    Arena arena = Arena.ofShared();
    try {
      bytes = arena.allocate(size, ALIGNMENT);
    } catch (RuntimeException | OutOfMemoryError e) {
      arena.close();
      throw e;
    }
    ledger.add(owner, size);
    lifetime = new Lifetime(arena, () -> ledger.add(owner, -size));
  }

  public MemorySegment bytes() {
    return bytes;
  }

  /// Keeps the memory where it is, whoever closes it meanwhile.
  ///
  /// @throws IllegalStateException already closed
  public Pin pin() {
    return lifetime.pin();
  }

  /// Idempotent. Unpinned, a later access throws; it never touches freed memory.
  @Override
  public void close() {
    lifetime.close();
  }
}
