// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a file from its beginning so that it lies in the page cache in large pages: whatever
/// sizes come in, aligned pieces of [LargePages#BYTES] go out, each in one call, and the rest at
/// the end. [#flush] therefore does nothing. One owner thread; holds one piece off the heap, less
/// for a small file.
public final class LargePageOutput extends OutputStream {
  private static final int FIRST = 1 << 16;

  private final FileChannel file;
  private final Arena arena;
  private ByteBuffer piece;

  /// @param file at its beginning; closed with this
  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as this object
  LargePageOutput(FileChannel file) {
    this.file = file;
    arena = Arena.ofConfined();
    piece = allocate(FIRST);
  }

  /// @param options as for a new output stream; none: it is made, or made empty
  public static LargePageOutput open(Path file, OpenOption... options) throws IOException {
    OpenOption[] usual = {
      StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
    };
    return new LargePageOutput(FileChannel.open(file, options.length == 0 ? usual : options));
  }

  /// Copies a file with its permissions, in the place of one that is there.
  public static void copy(Path from, Path to) throws IOException {
    Files.deleteIfExists(to);
    try (LargePageOutput out = open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      try (var in = Files.newInputStream(from)) {
        in.transferTo(out);
      }
    }
    Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
  }

  @Override
  public void write(int b) throws IOException {
    makeRoom();
    piece.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    write(MemorySegment.ofArray(bytes).asSlice(from, count));
  }

  /// Writes all bytes of `bytes`.
  public void write(MemorySegment bytes) throws IOException {
    for (long at = 0; at < bytes.byteSize(); ) {
      makeRoom();
      int count = (int) Math.min(piece.remaining(), bytes.byteSize() - at);
      MemorySegment.copy(bytes, at, MemorySegment.ofBuffer(piece), 0, count);
      piece.position(piece.position() + count);
      at += count;
    }
  }

  /// The last word: writes the rest and waits until the disk has all of it.
  public void sync() throws IOException {
    empty();
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      try (FileChannel _ = file;
          Arena _ = arena) {
        empty();
      }
    }
  }

  private void makeRoom() throws IOException {
    if (piece.hasRemaining()) {
      return;
    }
    if (piece.capacity() < LargePages.BYTES) {
      piece = allocate(LargePages.BYTES).put(piece.flip());
    } else {
      empty();
    }
  }

  /// What a broken or full disk did not take is gone: the file is of no use, and closing it must
  /// not write into it at a wrong place.
  private void empty() throws IOException {
    piece.flip();
    try {
      while (piece.hasRemaining()) {
        file.write(piece);
      }
    } finally {
      piece.clear();
    }
  }

  private ByteBuffer allocate(int bytes) {
    return arena.allocate(bytes, 4096).asByteBuffer();
  }
}
