// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.c.CProbe;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.MappedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// How fast mapped weights can be read: every byte once, as decoding reads them, but for nothing.
/// The fastest of some ways (4 or 8 streams a thread, with and without asking ahead), each a pass
/// over all of the file.
public final class ReadRate implements AutoCloseable {
  private final MappedFile mapped;
  private final int threads;

  /// @param file large, in page cache
  public ReadRate(Path file, int threads) {
    this.threads = threads;
    try {
      mapped = MappedFile.map(file, new Ledger(), Ledger.Owner.BASE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gigabytes a second of the fastest pass; NaN without C kernels.
  public double once() {
    return CKernels.best()
        .map(kernels -> CProbe.read(kernels, mapped.bytes(), threads))
        .orElse(Double.NaN);
  }

  @Override
  public void close() {
    mapped.close();
  }
}
