// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Room on the disk that nobody else can take: a file with holes has its size at once, but a disk
/// that fills up shows only when the holes are written, which may be after an hour of work.
final class DiskRoom {
  private static final int READ_WRITE = 2;
  private static final int INTERRUPTED = 4;
  private static final int TOO_BIG = 27;
  private static final int FULL = 28;
  private static final int OVER_QUOTA = 122;

  /// File systems that write what is overwritten to another place.
  private static final Set<String> COPYING = Set.of("btrfs", "bcachefs", "zfs");

  private DiskRoom() {}

  /// Whether room that was reserved for `file` serves whatever is written there, as often as one
  /// likes. Elsewhere it serves the first time only: what reaches the disk twice needs new room the
  /// second time, of which there may be none.
  static boolean lasts(Path file) throws IOException {
    return lasts(Files.getFileStore(file).type());
  }

  /// @param type of a file system, as the system calls it
  static boolean lasts(String type) {
    return !COPYING.contains(type);
  }

  /// Reserves the first `bytes` of a file that exists; what is written there stays. Where the file
  /// system or the C library cannot reserve, nothing happens.
  ///
  /// @throws IOException there is no room, with the system's reason; some of it may be reserved
  /// @see "POSIX posix_fallocate: returns the error's number"
  @SuppressWarnings("restricted")
  static void reserve(Path file, long bytes) throws IOException {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = linker.defaultLookup();
    if (library.find("posix_fallocate").isEmpty()) {
      return;
    }
    MethodHandle open =
        linker.downcallHandle(
            library.findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    MethodHandle reserve =
        linker.downcallHandle(
            library.findOrThrow("posix_fallocate"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG));
    MethodHandle close =
        linker.downcallHandle(
            library.findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int error = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toString());
      int descriptor = (int) open.invokeExact(path, READ_WRITE);
      if (descriptor < 0) {
        throw new IOException("cannot be opened for writing");
      }
      do {
        error = (int) reserve.invokeExact(descriptor, 0L, bytes);
      } while (error == INTERRUPTED);
      int _ = (int) close.invokeExact(descriptor);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("posix_fallocate cannot be called", e);
    }
    switch (error) {
      case FULL -> throw new IOException("No space left on device");
      case OVER_QUOTA -> throw new IOException("Disk quota exceeded");
      case TOO_BIG -> throw new IOException("File too large");
      default -> {} // 0, or a file system that has no such thing
    }
  }
}
