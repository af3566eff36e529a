// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.PlainWeights;
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

  /// Whether no number is NaN or infinite.
  ///
  /// @param numbers whole ones of `type`, at any address
  public static boolean finite(PlainWeights.Type type, MemorySegment numbers) {
    if (numbers.byteSize() % type.bytes() != 0) {
      throw new IllegalArgumentException(numbers + " are no whole numbers of " + type);
    }
    return CLibrary.hob_finite(
            address(numbers),
            numbers.byteSize() / type.bytes(),
            CWeights.PLAIN + CWeights.number(type))
        != 0;
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
