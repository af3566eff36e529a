// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.Tokenizer;
import java.nio.file.Path;

/// A base, mapped read-only from its bundle folder. Immutable.
public final class Base implements AutoCloseable {
  private Base() {}

  /// Checks every length, offset, type and digest, then maps.
  ///
  /// @throws CorruptBundleException bytes are not what they claim
  /// @throws IncompatibleBundleException an architecture or format that this engine does not run
  public static Base open(Path folder, Ledger ledger) {
    throw new UnsupportedOperationException("contract");
  }

  public BaseManifest manifest() {
    throw new UnsupportedOperationException("contract");
  }

  public Tokenizer tokenizer() {
    throw new UnsupportedOperationException("contract");
  }

  /// Bytes of the mapped weights.
  public long mappedBytes() {
    throw new UnsupportedOperationException("contract");
  }

  /// Unmaps. No engine may run over it any more.
  @Override
  public void close() {}
}
