// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Verified;
import dev.hob.engine.memory.Ledger;
import java.nio.file.Path;

/// How long an adapter in `folder` takes to open, in milliseconds.
record Opening(Path folder, ModelConfig shape, Ledger ledger) {
  Adapter adapter() {
    return Adapter.open(folder, shape, ledger);
  }

  /// Of which nothing is known: it is hashed and looked through.
  double unknown() {
    return ms(Verified.nothing());
  }

  /// Which was opened before.
  double known(Verified verified) {
    ms(verified);
    return ms(verified);
  }

  private double ms(Verified verified) {
    long start = System.nanoTime();
    Adapter adapter = Adapter.open(folder, shape, ledger, verified);
    double ms = (System.nanoTime() - start) / 1e6;
    adapter.close();
    return ms;
  }
}
