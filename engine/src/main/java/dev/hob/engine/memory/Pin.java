// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

/// The right to use memory by its bare address, as C does, which no segment guards. Memory that is
/// closed while pinned is freed when the last pin is closed.
public interface Pin extends AutoCloseable {
  /// Idempotent.
  @Override
  void close();
}
