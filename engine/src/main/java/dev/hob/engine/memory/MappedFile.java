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
/// whole life and is never made for a single request. A file of 2 MiB or more that is not in memory
/// yet comes there in large pages ([LargePages]).
///
/// Whoever maps relies on the file not being truncated: installed bundles are immutable and are
/// replaced by rename.
public final class MappedFile implements AutoCloseable {
  private final MemorySegment bytes;
  private final Lifetime lifetime;

  private MappedFile(MemorySegment bytes, Lifetime lifetime) {
    this.bytes = bytes;
    this.lifetime = lifetime;
  }

  /// Maps the whole of `path`.
  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object
  public static MappedFile map(Path path, Ledger ledger, Ledger.Owner owner) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asReadOnly();
      boolean _ = LargePages.ask(bytes);
      long size = bytes.byteSize();
      ledger.add(owner, size);
      return new MappedFile(bytes, new Lifetime(arena, () -> ledger.add(owner, -size)));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  public MemorySegment bytes() {
    return bytes;
  }

  /// Keeps the file mapped, whoever closes it meanwhile.
  ///
  /// @throws IllegalStateException already closed
  public Pin pin() {
    return lifetime.pin();
  }

  /// Unmaps; idempotent. Unpinned, a later read of the segment throws; it never touches freed
  /// memory.
  @Override
  public void close() {
    lifetime.close();
  }
}
