// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import java.util.function.Supplier;

/// llama.cpp's side.
final class Rival {
  private Rival() {}

  static Supplier<Side> supplier() {
    throw new IllegalStateException("llama.cpp is not there yet");
  }
}
