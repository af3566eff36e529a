// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.memory.Ledger;
import java.nio.file.Path;

/// Low-rank pairs of one adapter, read from PEFT's own two files. Immutable.
public final class Adapter implements AutoCloseable {
  private Adapter() {}

  /// Reads `adapter_config.json` and `adapter_model.safetensors` and checks every shape against
  /// `base`.
  ///
  /// @throws CorruptBundleException bytes are not what they claim
  /// @throws IncompatibleBundleException shapes, ranks or options that do not fit `base`
  public static Adapter open(Path folder, Base base, Ledger ledger) {
    throw new UnsupportedOperationException("contract");
  }

  /// `sha256:…` of the weights; the key of every cache that depends on this adapter.
  public String digest() {
    throw new UnsupportedOperationException("contract");
  }

  public int rank() {
    throw new UnsupportedOperationException("contract");
  }

  /// Bytes held in memory.
  public long bytes() {
    throw new UnsupportedOperationException("contract");
  }

  @Override
  public void close() {}
}
