// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file mapped read-only as one segment, entered in the ledger until closed. The segment may be
/// read from every thread; [#close] makes all threads shake hands, so one mapping serves a bundle's
/// whole life and is never made for a single request.
///
/// Whoever maps relies on the file not being truncated: installed bundles are immutable and are
/// replaced by rename.
public final class MappedFile implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment bytes;
  private final Ledger ledger;
  private final Ledger.Owner owner;

  private MappedFile(Arena arena, MemorySegment bytes, Ledger ledger, Ledger.Owner owner) {
    this.arena = arena;
    this.bytes = bytes;
    this.ledger = ledger;
    this.owner = owner;
  }

  /// Maps the whole of `path`.
  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object
  public static MappedFile map(Path path, Ledger ledger, Ledger.Owner owner) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asReadOnly();
      ledger.add(owner, bytes.byteSize());
      return new MappedFile(arena, bytes, ledger, owner);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  public MemorySegment bytes() {
    return bytes;
  }

  /// Unmaps; idempotent. A later read of the segment throws, it never touches freed memory.
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      ledger.add(owner, -bytes.byteSize());
    }
  }
}
