// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// How a file lies in the page cache, seen from outside: by mapping it and reading what the kernel
/// says of the mapping.
public final class PageCache {
  /// Of a large page.
  public static final int LARGE = 2 << 20;

  private static final int READ_ONLY = 0;
  private static final int DONT_NEED = 4;

  private PageCache() {}

  /// Skips the test, with the reason printed, where a file written by calls of a large page each is
  /// not mapped by them.
  public static void assumeLargePages(Path folder) throws IOException {
    assumeLargePages(folder, 2);
  }

  private static void assumeLargePages(Path folder, long pages) throws IOException {
    Path probe = Files.createTempFile(folder, "probe", "");
    ByteBuffer zeros = ByteBuffer.allocateDirect(LARGE);
    try (FileChannel out = FileChannel.open(probe, StandardOpenOption.WRITE)) {
      for (long page = 0; page < pages; page++) {
        out.write(zeros.clear());
      }
    }
    long large = inLargePages(probe) / LARGE;
    Files.delete(probe);
    if (large != pages) {
      System.out.printf(
          "skipped: of %d large pages in %s this kernel gave %d%n", pages, folder, large);
    }
    assumeTrue(large == pages, "no files in large pages here");
  }

  /// Demands large pages for all that can lie in them. A kernel whose memory is short or in pieces
  /// takes small ones as it likes: so where some are missing and right after it has none for as
  /// much that is written straight, the test is skipped.
  ///
  /// @param folder of the same file system, for the probe
  public static void assertInLargePages(Path file, Path folder) throws IOException {
    assertInLargePages(file, inLargePages(file), folder);
  }

  /// @param found bytes of `file` that are in large pages
  /// @param folder of the same file system, for the probe
  public static void assertInLargePages(Path file, long found, Path folder) throws IOException {
    long pages = Files.size(file) / LARGE;
    if (found < pages * LARGE) {
      assumeLargePages(folder, pages);
    }
    assertEquals(pages * LARGE, found, file.toString());
  }

  /// Bytes of `file` that the processor finds by large pages; maps it and touches all of it.
  public static long inLargePages(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena);
      long sum = 0;
      for (long at = 0; at < mapped.byteSize(); at += 4096) {
        sum += mapped.get(ValueLayout.JAVA_BYTE, at);
      }
      return sum == Long.MIN_VALUE ? -1 : largePages(file);
    }
  }

  /// Bytes of this process's mappings of `file` that are mapped by large pages now.
  public static long largePages(Path file) throws IOException {
    String name = file.toRealPath().toString();
    long kilobytes = 0;
    boolean ours = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        ours = line.endsWith(" " + name);
      } else if (ours && line.startsWith("FilePmdMapped:")) {
        kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return kilobytes * 1024;
  }

  /// Takes a file that nobody has mapped out of the page cache, as if the machine had begun anew.
  public static void forget(Path file) throws IOException {
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    NativeLibrary c = NativeLibrary.getInstance("c");
    int open = c.getFunction("open").invokeInt(new Object[] {file.toString(), READ_ONLY});
    if (open < 0) {
      throw new IOException("cannot open " + file);
    }
    try {
      int error = c.getFunction("posix_fadvise").invokeInt(new Object[] {open, 0L, 0L, DONT_NEED});
      if (error != 0) {
        throw new IOException("posix_fadvise: error " + error);
      }
    } finally {
      c.getFunction("close").invokeInt(new Object[] {open});
    }
  }
}
