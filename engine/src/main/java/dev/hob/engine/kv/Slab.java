// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import dev.hob.engine.memory.OffHeap;
import java.util.ArrayDeque;
import java.util.Deque;

/// Some pages allocated in one piece, so that giving memory back (which makes all threads shake
/// hands) happens once for many pages.
final class Slab {
  final OffHeap memory;
  final Deque<Page> free = new ArrayDeque<>();
  final int pages;

  Slab(OffHeap memory, int pages, long pageBytes) {
    this.memory = memory;
    this.pages = pages;
    for (int i = 0; i < pages; i++) {
      free.add(new Page(memory.bytes().asSlice(i * pageBytes, pageBytes), this));
    }
  }

  boolean unused() {
    return free.size() == pages;
  }
}
