// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/// Off-heap memory for one owner, 64-byte aligned, entered in the ledger until closed. Every thread
/// may use it. Closing makes all threads shake hands: one of these holds much, for long.
public final class OffHeap implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final MemorySegment bytes;
  private final Lifetime lifetime;

  /// Zeroed memory.
  public OffHeap(long size, Ledger ledger, Ledger.Owner owner) {
    this(size, ledger, owner, arena -> arena.allocate(size, ALIGNMENT));
  }

  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object
  private OffHeap(
      long size, Ledger ledger, Ledger.Owner owner, Function<Arena, MemorySegment> allocate) {
    Arena arena = Arena.ofShared();
    try {
      bytes = allocate.apply(arena);
    } catch (RuntimeException | OutOfMemoryError e) {
      arena.close();
      throw e;
    }
    ledger.add(owner, size);
    lifetime = new Lifetime(arena, () -> ledger.add(owner, -size));
  }

  /// Memory of any content, for whoever overwrites all of it. The system gives each page when it is
  /// first written: to several threads at once, if they share the writing. Zeroing first costs as
  /// much as the writing, and one thread does it.
  public static OffHeap unfilled(long size, Ledger ledger, Ledger.Owner owner) {
    return new OffHeap(size, ledger, owner, arena -> unfilled(size, arena));
  }

  @SuppressWarnings("restricted") // exactly what malloc gave, freed with the arena
  private static MemorySegment unfilled(long size, Arena arena) {
    long from;
    try {
      from = Native.malloc(Math.addExact(size, ALIGNMENT));
    } catch (LinkageError e) {
      return arena.allocate(size, ALIGNMENT); // JNA's own library cannot be loaded here
    }
    if (from == 0) {
      throw new OutOfMemoryError("no " + size + " bytes off the heap");
    }
    long aligned = (from + ALIGNMENT - 1) & -ALIGNMENT;
    return MemorySegment.ofAddress(aligned).reinterpret(size, arena, _ -> Native.free(from));
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
