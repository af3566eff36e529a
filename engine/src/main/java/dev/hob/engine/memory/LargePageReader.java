// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// Goes ahead of somebody who reads a file from its beginning, so that what is not in the page
/// cache yet comes there in large pages: reading alone leaves it in small ones.
///
/// The file may be cut short meanwhile. It is mapped for this, but never touched through the
/// mapping: the system is asked to do so, which then answers with an error. One owner thread.
public final class LargePageReader implements AutoCloseable {
  private final Arena arena;

  /// Null when it is small, or large pages cannot be had.
  private final @Nullable MemorySegment mapped;

  private long reached;

  private LargePageReader(Arena arena, @Nullable MemorySegment mapped) {
    this.arena = arena;
    this.mapped = mapped;
  }

  /// @param file that is then read through the same channel: the system reads ahead by channel
  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object
  public static LargePageReader of(FileChannel file) {
    Arena arena = Arena.ofConfined();
    return new LargePageReader(arena, mapped(file, arena));
  }

  private static @Nullable MemorySegment mapped(FileChannel file, Arena arena) {
    try {
      long size = file.size();
      if (size < LargePages.BYTES) {
        return null;
      }
      MemorySegment mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      return LargePages.ask(mapped) ? mapped : null;
    } catch (IOException e) {
      return null; // it cannot be mapped, or is shorter by now: reading it will tell
    }
  }

  /// To be called before the byte at `position` is read; positions grow.
  public void before(long position) {
    if (mapped != null && position >= reached && reached < mapped.byteSize()) {
      if (reached > 0) {
        LargePages.letGo(piece(mapped, reached - LargePages.BYTES));
      }
      reached = position / LargePages.BYTES * LargePages.BYTES;
      boolean _ = LargePages.fetch(piece(mapped, reached)); // if not, reading it will tell
      reached += LargePages.BYTES;
    }
  }

  private static MemorySegment piece(MemorySegment mapped, long from) {
    return mapped.asSlice(from, Math.min(LargePages.BYTES, mapped.byteSize() - from));
  }

  /// Unmaps it; the channel stays open.
  @Override
  public void close() {
    arena.close();
  }
}
