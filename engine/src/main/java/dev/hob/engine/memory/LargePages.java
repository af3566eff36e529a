// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Files in pages of 2 MiB. What is decoded is read once a token, and in pages of 4 KiB the
/// processor looks up 300,000 addresses of a base for it, each on its own.
///
/// The page cache keeps a part of a file in the pages in which it first got it, until it is dropped
/// from memory. It gets a large page for an aligned part of 2 MiB that is written by *one* call, or
/// that is read through a mapping for which large pages were asked; each mapping that comes later
/// then uses it, if its address fits. Everything else gets small ones, whatever is asked later. So
/// whoever writes a large file of a bundle does it through [LargePageOutput] or prepares it with
/// [#zero], and whoever may be its first reader maps it with [MappedFile] or goes behind a
/// [LargePageReader].
///
/// Where the system has no such pages nothing here fails: the same bytes lie in small ones.
///
/// @see "docs/decisions/0019-bundle-files-in-large-pages.md"
public final class LargePages {
  /// Of one page; pieces start at its multiples.
  public static final int BYTES = 2 << 20;

  /// Of `madvise(2)`: the numbers are the same on all processors that we run on.
  private static final int DONT_NEED = 4;

  private static final int HUGE_PAGE = 14;
  private static final int POPULATE_READ = 22;

  private LargePages() {}

  /// Makes parts of a file that are written later in small pieces and any order lie in large pages:
  /// writes zeros over each piece of [#BYTES] that begins in `from .. to`, up to its own end or the
  /// file's, even beyond `to`.
  public static void zero(FileChannel file, long from, long to) throws IOException {
    long size = file.size();
    long first = Math.ceilDiv(from, BYTES) * BYTES;
    if (first >= Math.min(to, size)) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer zeros = arena.allocate(BYTES, 4096).asByteBuffer();
      for (long at = first; at < Math.min(to, size); at += BYTES) {
        zeros.clear().limit((int) Math.min(BYTES, size - at));
        for (long next = at; zeros.hasRemaining(); ) {
          next += file.write(zeros, next);
        }
      }
    }
  }

  /// Asks for large pages where `mapped` has none in memory yet.
  ///
  /// @param mapped a whole mapping
  /// @return whether the system knows such pages
  static boolean ask(MemorySegment mapped) {
    return mapped.byteSize() >= BYTES && advise(mapped, HUGE_PAGE);
  }

  /// Brings the first page of `mapped` into memory and waits for it; an error if the file no longer
  /// has it, where touching it would end the process.
  static boolean fetch(MemorySegment mapped) {
    return advise(mapped.asSlice(0, 1), POPULATE_READ);
  }

  /// Takes `mapped` out of the process; the page cache keeps it.
  static void letGo(MemorySegment mapped) {
    boolean _ = advise(mapped, DONT_NEED);
  }

  private static boolean advise(MemorySegment mapped, int advice) {
    try {
      return Calls.KNOWN && Calls.madvise(mapped.address(), mapped.byteSize(), advice) == 0;
    } catch (LinkageError absent) {
      return false; // JNA's own library, or this function, cannot be loaded here
    }
  }

  /// Bound directly: a file is advised piece by piece, and a call by name takes 40 us until it has
  /// been compiled.
  private static final class Calls {
    static final boolean KNOWN = Platform.isLinux() && Native.POINTER_SIZE == Long.BYTES;

    static {
      if (KNOWN) {
        Native.register(Calls.class, NativeLibrary.getInstance("c"));
      }
    }

    static native int madvise(long address, long length, int advice);
  }
}
