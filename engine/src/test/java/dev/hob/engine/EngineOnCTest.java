// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.testing.TinyBase;
import org.junit.jupiter.api.BeforeAll;

/// Over the C kernels.
class EngineOnCTest extends EngineContract {
  EngineOnCTest() {
    super(EngineOptions.Kernel.C, pageBytes(TinyBase.seeded(7).config()));
  }

  private static long pageBytes(ModelConfig config) {
    return new KvBytes(config.layers(), config.kvHeads(), config.headDim()).pageBytes();
  }

  @BeforeAll
  static void needsTheLibrary() {
    assumeTrue(CKernels.best().isPresent(), () -> CKernels.missing());
  }

  /// 1,008 sequences.
  @Override
  int rounds() {
    return 112;
  }

  @Override
  String kernelName() {
    return "C, " + CKernels.best().orElseThrow().title();
  }
}
