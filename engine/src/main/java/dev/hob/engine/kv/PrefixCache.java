// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// KV of constant prefixes, kept for the next request that begins the same way. Batch-loop thread
/// only.
///
/// The key is what decides the bits: digest of the base, digests of the adapters that act from the
/// first token on, in order, and the tokens themselves. Names appear nowhere, so an adapter
/// replaced under the same name never meets old KV. Pages are shared, not copied; the oldest use
/// goes first when `limitBytes` is reached.
public final class PrefixCache {
  private final PagePool pool;
  private final long limitBytes;
  private final Map<Key, List<Page>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  public PrefixCache(PagePool pool, long limitBytes) {
    this.pool = pool;
    this.limitBytes = limitBytes;
  }

  /// What a prefix's KV depends on.
  ///
  /// @param adapters digests, in the order in which they act
  public record Key(String base, List<String> adapters, int[] tokens) {
    public Key {
      adapters = List.copyOf(adapters);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && base.equals(key.base)
          && adapters.equals(key.adapters)
          && Arrays.equals(tokens, key.tokens);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * base.hashCode() + adapters.hashCode()) + Arrays.hashCode(tokens);
    }
  }

  /// Lets `table`, still empty, begin with the pages of `key`.
  ///
  /// @return whether the prefix was there
  public boolean lend(Key key, PageTable table) {
    List<Page> pages = entries.get(key);
    if (pages == null) {
      return false;
    }
    table.share(pages);
    return true;
  }

  /// Keeps the pages of `table` that hold `key`'s tokens, which have been computed.
  public void keep(Key key, PageTable table) {
    if (key.tokens().length == 0 || entries.containsKey(key)) {
      return;
    }
    List<Page> pages = table.first(key.tokens().length);
    long size = pages.size() * pool.pageBytes();
    boolean elsewhere = pages.stream().anyMatch(page -> page.cached);
    if (size > limitBytes || elsewhere) {
      return;
    }
    relieve(bytes + size - limitBytes);
    for (Page page : pages) {
      page.holders++;
      pool.cached(page, true);
    }
    entries.put(key, pages);
    bytes += size;
  }

  /// Drops entries, oldest use first, until `wanted` bytes are gone from the cache.
  ///
  /// @return bytes dropped; may exceed `wanted`, since entries go whole
  public long relieve(long wanted) {
    long dropped = 0;
    Iterator<Map.Entry<Key, List<Page>>> oldest = entries.entrySet().iterator();
    while (dropped < wanted && oldest.hasNext()) {
      List<Page> pages = oldest.next().getValue();
      oldest.remove();
      for (Page page : pages) {
        pool.cached(page, false);
        pool.drop(page);
        dropped += pool.pageBytes();
      }
    }
    bytes -= dropped;
    return dropped;
  }

  public long bytes() {
    return bytes;
  }
}
