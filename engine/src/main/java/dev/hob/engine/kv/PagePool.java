// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import java.util.ArrayList;
import java.util.List;

/// Where pages come from. Batch-loop thread only.
///
/// Running sequences *reserve* the pages that they may need at most before they start, so none ever
/// stops in the middle for want of memory; a more urgent one may take a reservation over, whole.
/// The ledger shows what is allocated: slabs under `KV_CACHE`, of these the pages held by the
/// prefix cache under `PREFIX_CACHE`.
public final class PagePool implements AutoCloseable {
  /// Small pages come eight at a time; a large one is a piece of its own, so that the last page of
  /// a slab that somebody keeps never holds megabytes back.
  private static final int SLAB_PAGES = 8;

  private static final long SLAB_BYTES = 1 << 20;

  private final long pageBytes;
  private final long limitBytes;
  private final int slabPages;
  private final Ledger ledger;
  private final List<Slab> slabs = new ArrayList<>();
  private long reservedPages;

  /// @param pageBytes of [KvLayout#PAGE] tokens, in whatever form the back end keeps them
  public PagePool(long pageBytes, long limitBytes, Ledger ledger) {
    this.pageBytes = pageBytes;
    this.limitBytes = limitBytes;
    this.ledger = ledger;
    slabPages = Math.clamp(SLAB_BYTES / pageBytes, 1, SLAB_PAGES);
  }

  public long pageBytes() {
    return pageBytes;
  }

  /// Pages that all running sequences may hold together.
  public long limitPages() {
    return limitBytes / pageBytes;
  }

  /// Pages that may still be booked.
  public long freePages() {
    return limitPages() - reservedPages;
  }

  /// Books `pages` if they fit beside what is booked.
  public boolean reserve(int pages) {
    if (reservedPages + pages > limitPages()) {
      return false;
    }
    reservedPages += pages;
    return true;
  }

  void unreserve(int pages) {
    reservedPages -= pages;
  }

  Page take() {
    Slab slab =
        slabs.stream().filter(candidate -> !candidate.free.isEmpty()).findFirst().orElse(null);
    if (slab == null) {
      OffHeap memory = new OffHeap(slabPages * pageBytes, ledger, Ledger.Owner.KV_CACHE);
      slab = new Slab(memory, slabPages, pageBytes);
      slabs.add(slab);
    }
    Page page = slab.free.removeFirst();
    page.holders = 1;
    return page;
  }

  void drop(Page page) {
    page.holders--;
    if (page.holders > 0) {
      return;
    }
    page.slab.free.addFirst(page);
    if (page.slab.unused() && slabs.stream().filter(Slab::unused).count() > 1) {
      slabs.remove(page.slab);
      page.slab.memory.close();
    }
  }

  /// Frees the one unused slab that is kept so that a single sequence after another does not
  /// allocate each time.
  public void trim() {
    slabs.stream().filter(Slab::unused).forEach(slab -> slab.memory.close());
    slabs.removeIf(Slab::unused);
  }

  /// Moves a page between the two rows of the ledger.
  void cached(Page page, boolean cached) {
    if (page.cached != cached) {
      page.cached = cached;
      long bytes = cached ? pageBytes : -pageBytes;
      ledger.add(Ledger.Owner.PREFIX_CACHE, bytes);
      ledger.add(Ledger.Owner.KV_CACHE, -bytes);
    }
  }

  /// Frees every slab, whoever still holds pages. Idempotent.
  @Override
  public void close() {
    for (Slab slab : slabs) {
      slab.memory.close();
    }
    slabs.clear();
  }
}
