// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import dev.hob.engine.kernel.KvLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The pages of one sequence, oldest first. Batch-loop thread only; kernel workers read the
/// segments during a step.
public final class PageTable implements AutoCloseable {
  private final PagePool pool;
  private final int reserved;
  private final List<Page> pages = new ArrayList<>();
  private boolean closed;

  /// @param reserved pages booked for this sequence by [PagePool#reserve]; given back on close
  public PageTable(PagePool pool, int reserved) {
    this.pool = pool;
    this.reserved = reserved;
  }

  /// Takes over `shared` pages of a cached prefix.
  void share(List<Page> shared) {
    for (Page page : shared) {
      page.holders++;
      pages.add(page);
    }
  }

  /// Makes positions `from .. to - 1` writable: missing pages are taken, shared ones copied.
  public void prepare(int from, int to) {
    while (pages.size() < KvLayout.pages(to)) {
      pages.add(pool.take());
    }
    for (int i = from / KvLayout.PAGE; i < KvLayout.pages(to); i++) {
      Page page = pages.get(i);
      if (page.holders > 1) {
        Page copy = pool.take();
        copy.bytes.copyFrom(page.bytes);
        pages.set(i, copy);
        pool.drop(page);
      }
    }
  }

  /// The pages as attention reads them.
  public MemorySegment[] segments() {
    return pages.stream().map(page -> page.bytes).toArray(MemorySegment[]::new);
  }

  /// Pages held.
  public int size() {
    return pages.size();
  }

  /// The page of positions `32 i .. 32 i + 31`.
  Page page(int i) {
    return pages.get(i);
  }

  /// Gives pages and reservation back. Idempotent.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pages.forEach(pool::drop);
      pages.clear();
      pool.unreserve(reserved);
    }
  }
}
