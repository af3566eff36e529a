// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.forward.JavaBackend;
import dev.hob.engine.testing.TinyBase;

/// Over the Vector kernels.
class EngineTest extends EngineContract {
  EngineTest() {
    super(EngineOptions.Kernel.VECTOR, JavaBackend.layout(TinyBase.seeded(7).config()).pageBytes());
  }

  @Override
  int rounds() {
    return 6;
  }

  @Override
  String kernelName() {
    return "vector";
  }
}
