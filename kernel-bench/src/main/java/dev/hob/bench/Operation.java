// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

/// One kernel with its operands, as often as it is asked for. One thread.
interface Operation extends AutoCloseable {
  /// Once over the next weights: what follows finds none of them in the core's own caches.
  void run();

  @Override
  void close();
}
