// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import dev.hob.engine.kernel.KvLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// KV of what was computed already, kept for the next sequence that begins the same way. Batch-loop
/// thread only.
///
/// A tree of pages over one base: a path from the root spells tokens, each with the adapters that
/// act on it and its owner ([Trace]), so two sequences meet exactly as far as their KV has the same
/// bits and is nobody else's. A new sequence borrows the longest common beginning, to the token: of
/// the last page it may use a part, and copies it before it writes on. Pages are shared otherwise.
///
/// At `limitBytes` leaves go, oldest use first; prompts that are constant for a feature go after
/// all others, and only another constant prompt displaces them.
public final class PrefixCache {
  private final PagePool pool;
  private final long limitBytes;
  private final PrefixNode root = PrefixNode.root();
  private final Set<PrefixNode> nodes = new LinkedHashSet<>();
  private long bytes;
  private long clock;

  public PrefixCache(PagePool pool, long limitBytes) {
    this.pool = pool;
    this.limitBytes = limitBytes;
  }

  /// Lets `table`, still empty, begin with what is known of `trace`.
  ///
  /// @param most tokens that are of use
  /// @return tokens whose KV is there now
  public int lend(Trace trace, int most, PageTable table) {
    clock++;
    List<Page> pages = new ArrayList<>();
    PrefixNode node = root;
    int at = 0;
    while (at < most) {
      PrefixNode next = node.closest(trace, most);
      if (next == null || next.page == null) {
        break;
      }
      next.used = clock;
      pages.add(next.page);
      int agreed = next.agrees(trace, most);
      at += agreed;
      if (agreed < KvLayout.PAGE) {
        break;
      }
      node = next;
    }
    table.share(pages);
    return at;
  }

  /// Keeps the pages of `table` that hold the first `tokens` tokens of `trace`, which have been
  /// computed, as far as there is room.
  ///
  /// @param constant how many of them are constant for a feature
  public void keep(Trace trace, int tokens, int constant, PageTable table) {
    clock++;
    PrefixNode node = root;
    for (int from = 0; from < tokens; from += KvLayout.PAGE) {
      int to = Math.min(from + KvLayout.PAGE, tokens);
      PrefixNode next = node.closest(trace, to);
      boolean lasting = from < constant && !held(node, trace, from, Math.min(to, constant));
      if (next == null || next.agrees(trace, to) < to - from) {
        next = insert(node, next, table.page(from / KvLayout.PAGE), lasting, trace, from, to);
      }
      if (next == null) {
        return;
      }
      next.used = clock;
      next.constant |= lasting;
      if (!next.full()) {
        return;
      }
      node = next;
    }
  }

  /// Whether a constant child of `node` holds these positions already.
  private static boolean held(PrefixNode node, Trace trace, int from, int to) {
    return node.children.stream()
        .anyMatch(child -> child.constant && child.agrees(trace, to) == to - from);
  }

  /// A new child, in the place of `closest` where that one is a beginning of it.
  private @Nullable PrefixNode insert(
      PrefixNode parent,
      @Nullable PrefixNode closest,
      Page page,
      boolean constant,
      Trace trace,
      int from,
      int to) {
    if (page.cached) {
      return null; // under other tokens: the sequence has not written to its copy yet
    }
    PrefixNode node = PrefixNode.of(parent, page, trace, from, to);
    node.constant = constant;
    if (closest != null && closest.agrees(trace, to) == closest.size()) {
      node.constant |= closest.constant;
      drop(closest);
    }
    if (!makeRoom(node.constant)) {
      return null;
    }
    page.holders++;
    pool.cached(page, true);
    bytes += pool.pageBytes();
    parent.children.add(node);
    nodes.add(node);
    return node;
  }

  private boolean makeRoom(boolean constant) {
    while (bytes + pool.pageBytes() > limitBytes) {
      PrefixNode oldest = oldestLeaf();
      boolean mayGo = oldest != null && oldest.used < clock && (constant || !oldest.constant);
      if (oldest == null || !mayGo) {
        return false;
      }
      drop(oldest);
    }
    return true;
  }

  private @Nullable PrefixNode oldestLeaf() {
    return nodes.stream()
        .filter(node -> node.children.isEmpty())
        .min(
            Comparator.comparing((PrefixNode node) -> node.constant)
                .thenComparingLong(node -> node.used))
        .orElse(null);
  }

  private void drop(PrefixNode node) {
    nodes.remove(node);
    if (node.parent != null && node.page != null) {
      node.parent.children.remove(node);
      pool.cached(node.page, false);
      pool.drop(node.page);
      bytes -= pool.pageBytes();
    }
  }

  /// Drops pages, oldest use first, constant prompts last, until `wanted` bytes are gone.
  ///
  /// @return bytes dropped; may exceed `wanted`, since pages go whole
  public long relieve(long wanted) {
    long before = bytes;
    while (before - bytes < wanted) {
      PrefixNode oldest = oldestLeaf();
      if (oldest == null) {
        break;
      }
      drop(oldest);
    }
    return before - bytes;
  }

  public long bytes() {
    return bytes;
  }
}
