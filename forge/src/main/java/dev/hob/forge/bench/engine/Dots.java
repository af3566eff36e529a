// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.c.CProbe;
import java.time.Duration;
import java.util.Optional;

/// The machine's limit in products of bytes by its vector instructions (VNNI where there is one).
final class Dots {
  private static final Duration LENGTH = Duration.ofMillis(300);

  private Dots() {}

  /// @return billions of operations a second, two a multiply-add; NaN without C kernels
  static double limit(int threads) {
    return probed().map(kernels -> CProbe.operations(kernels, threads, LENGTH)).orElse(Double.NaN);
  }

  /// Whose limit it is; empty without C kernels.
  static Optional<String> title() {
    return probed().map(CKernels::title);
  }

  private static Optional<CKernels> probed() {
    return CKernels.all().stream()
        .filter(kernels -> kernels.isa() != CKernels.Isa.AMX) // tiles are another instruction
        .reduce((_, last) -> last)
        .filter(kernels -> kernels.isa() != CKernels.Isa.PORTABLE);
  }
}
