// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.c.CProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// How fast mapped weights can be read: every byte once, as decoding reads them, but for nothing.
/// The fastest of some ways (4 or 8 streams a thread, with and without asking ahead), each a pass
/// over all of the file.
public final class ReadRate implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes;
  private final int threads;

  /// @param file large, in page cache
  public ReadRate(Path file, int threads) {
    this.threads = threads;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gigabytes a second of the fastest pass; NaN without C kernels.
  public double once() {
    return CKernels.best().map(kernels -> CProbe.read(kernels, bytes, threads)).orElse(Double.NaN);
  }

  @Override
  public void close() {
    arena.close();
  }
}
