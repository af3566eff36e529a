// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.StripWeights;
import java.lang.foreign.MemorySegment;

/// What is done to every byte of a file when it is opened: twice to many times as fast as in Java,
/// and just as fast the first time. All memory is off-heap and stays open for the call. The
/// library's first use costs some 50 ms, so ask only where there is much to do: [#WORTH].
public final class CBytes {
  /// Fewer bytes are done in Java by the time that a library is loaded.
  public static final long WORTH = 1 << 20;

  /// Bytes of the state of a hash, and of one block.
  public static final int STATE = 32;

  public static final int BLOCK = 64;

  private CBytes() {}

  /// Whether anything here but [#sha256] may be called.
  public static boolean here() {
    return CLibrary.missing().isEmpty();
  }

  /// Whether [#sha256] may be called: the CPU has instructions for it.
  public static boolean hashes() {
    return here() && CLibrary.hob_sha256_here() != 0;
  }

  /// Puts `plain` into strip order.
  ///
  /// @param into [StripWeights#bytes] long, 4-byte aligned; overwritten as a whole
  /// @return false: an element is NaN or infinite, and `into` is of no use
  public static boolean strips(PlainWeights plain, MemorySegment into) {
    if (!into.isNative()
        || into.isReadOnly()
        || into.byteSize() != StripWeights.bytes(plain.rows(), plain.columns(), plain.type())) {
      throw new IllegalArgumentException(into + " is no place for strips of " + plain);
    }
    return CLibrary.hob_into_strips(
            address(plain.values()),
            plain.rows(),
            plain.columns(),
            CWeights.STRIP + CWeights.number(plain.type()),
            into.address())
        != 0;
  }

  /// Moves memory into the system's large pages (2 MiB): who reads much of it in every step then
  /// waits less for addresses. Takes some ten milliseconds, more where free memory is in pieces;
  /// others read and write meanwhile.
  ///
  /// @param memory some megabytes, written; what is not a whole large page of it stays as it is
  public static void largePages(MemorySegment memory) {
    CLibrary.hob_large_pages(address(memory), memory.byteSize());
  }

  /// Maps the pages of a mapped file that are in memory, all at once. Found missing one after
  /// another they cost the first token of a base of 1.2 GB some 30 ms. It reads nothing from a
  /// disk.
  ///
  /// @param file from its first byte
  public static void mapCached(MemorySegment file) {
    CLibrary.hob_map_cached(address(file), file.byteSize());
  }

  /// Takes whole blocks into a hash.
  ///
  /// @param state eight numbers of 32 bits in native order, [#STATE] long
  /// @param data a multiple of [#BLOCK] long, at any address
  public static void sha256(MemorySegment state, MemorySegment data) {
    if (state.byteSize() != STATE || state.isReadOnly() || data.byteSize() % BLOCK != 0) {
      throw new IllegalArgumentException(state + " and " + data);
    }
    CLibrary.hob_sha256(address(state), address(data), data.byteSize() / BLOCK);
  }

  private static long address(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("memory on the heap has no address");
    }
    return segment.address();
  }
}
