// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import java.lang.foreign.MemorySegment;

/// 32 tokens of all layers. Counted: one for each sequence that reads it, one for the prefix cache.
final class Page {
  final MemorySegment bytes;
  final Slab slab;
  int holders;
  boolean cached;

  Page(MemorySegment bytes, Slab slab) {
    this.bytes = bytes;
    this.slab = slab;
  }
}
