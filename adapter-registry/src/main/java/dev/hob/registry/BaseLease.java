// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.Engine;
import dev.hob.engine.bundle.Base;

/// A counted right to use the mapped base and the engine over it until closed.
public interface BaseLease extends AutoCloseable {
  Base base();

  Engine engine();

  @Override
  void close();
}
