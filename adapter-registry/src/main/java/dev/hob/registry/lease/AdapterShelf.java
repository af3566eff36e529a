// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.lease;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hob.engine.bundle.Adapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Adapters in memory, by digest. An adapter is either *leased*, and then nothing closes it, or
/// *idle* in a cache weighed in bytes, from which the cache's limit or the governor takes the least
/// used. A lease takes it out of the cache, the last return puts it back: so the cache can never
/// hold, count or close what is in use.
///
/// `lock` guards `leased`, `idle` and `closed` and is held over no I/O: what falls out of the cache
/// is closed after it. `loading` makes a load happen once; only those who must load wait for it.
public final class AdapterShelf implements AutoCloseable {
  private final Object lock = new Object();
  private final ReentrantLock loading = new ReentrantLock();
  private final Map<String, Held> leased = new HashMap<>();
  private final Cache<String, Adapter> idle;

  /// Filled by the cache's eviction under `lock`, emptied after it.
  private final List<Adapter> fallen = new ArrayList<>();

  private boolean closed;

  /// @param idleBytes what idle adapters may hold together
  public AdapterShelf(long idleBytes) {
    idle =
        Caffeine.newBuilder()
            .maximumWeight(idleBytes)
            .weigher((String _, Adapter adapter) -> Math.toIntExact(adapter.bytes()))
            // In the caller's thread, so that a put that overflows has evicted when it returns.
            .executor(Runnable::run)
            .evictionListener((digest, adapter, cause) -> {
              if (adapter != null) {
                fallen.add(adapter);
              }
            })
            .build();
  }

  private static final class Held {
    final Adapter adapter;
    int leases;

    Held(Adapter adapter, int leases) {
      this.adapter = adapter;
      this.leases = leases;
    }
  }

  /// An adapter in use. `giveBack` is called once.
  public record Loan(String digest, Adapter adapter) {}

  /// The adapter of `digest`, from memory or by `load`.
  ///
  /// @throws IllegalStateException the shelf is closed
  public Loan take(String digest, Supplier<Adapter> load) {
    Optional<Loan> here = takeFromMemory(digest);
    if (here.isPresent()) {
      return here.get();
    }
    loading.lock();
    try {
      here = takeFromMemory(digest);
      return here.isPresent() ? here.get() : keep(digest, load.get());
    } finally {
      loading.unlock();
    }
  }

  private Loan keep(String digest, Adapter adapter) {
    synchronized (lock) {
      if (!closed) {
        leased.put(digest, new Held(adapter, 1));
        return new Loan(digest, adapter);
      }
    }
    adapter.close();
    throw new IllegalStateException("the registry is closed");
  }

  private Optional<Loan> takeFromMemory(String digest) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the registry is closed");
      }
      Held held = leased.get(digest);
      if (held != null) {
        held.leases++;
        return Optional.of(new Loan(digest, held.adapter));
      }
      Adapter resting = idle.getIfPresent(digest);
      if (resting == null) {
        return Optional.empty();
      }
      idle.asMap().remove(digest);
      leased.put(digest, new Held(resting, 1));
      return Optional.of(new Loan(digest, resting));
    }
  }

  /// Ends a loan.
  public void giveBack(Loan loan) {
    List<Adapter> toClose = new ArrayList<>();
    synchronized (lock) {
      Held held = leased.get(loan.digest());
      if (held == null || held.adapter != loan.adapter()) {
        throw new IllegalStateException("no lease of " + loan.digest());
      }
      if (--held.leases == 0) {
        leased.remove(loan.digest());
        lock.notifyAll();
        if (closed) {
          toClose.add(held.adapter);
        } else {
          idle.put(loan.digest(), held.adapter);
          idle.cleanUp();
          drain(toClose);
        }
      }
    }
    toClose.forEach(Adapter::close);
  }

  /// Closes idle adapters, least used first, until `wantedBytes` are free.
  ///
  /// @return bytes that were freed; whole adapters, so it may be more
  public long evictIdle(long wantedBytes) {
    List<Adapter> toClose = new ArrayList<>();
    long freed = 0;
    synchronized (lock) {
      for (String digest : coldestFirst()) {
        if (freed >= wantedBytes) {
          break;
        }
        Adapter adapter = idle.asMap().remove(digest);
        if (adapter != null) {
          freed += adapter.bytes();
          toClose.add(adapter);
        }
      }
      drain(toClose);
    }
    toClose.forEach(Adapter::close);
    return freed;
  }

  /// Closes the adapter of `digest` once it is idle.
  ///
  /// @param patience how long to wait for its leases
  /// @return leases that still hold it, 0 if it is out of memory now
  public int drop(String digest, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Adapter adapter;
    synchronized (lock) {
      for (Held held = leased.get(digest); held != null; held = leased.get(digest)) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0 || !waits(millis)) {
          return held.leases;
        }
      }
      adapter = idle.asMap().remove(digest);
    }
    if (adapter != null) {
      adapter.close();
    }
    return 0;
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops over its condition
  private boolean waits(long millis) {
    try {
      lock.wait(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Whether the adapter of `digest` is in memory.
  public boolean holds(String digest) {
    synchronized (lock) {
      return leased.containsKey(digest) || idle.asMap().containsKey(digest);
    }
  }

  /// Bytes of idle adapters.
  public long idleBytes() {
    synchronized (lock) {
      return idle.asMap().values().stream().mapToLong(Adapter::bytes).sum();
    }
  }

  /// Adapters in use.
  public int leasedCount() {
    synchronized (lock) {
      return leased.size();
    }
  }

  /// Refuses new loans and closes what is idle; what is leased closes with its last return.
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    evictIdle(Long.MAX_VALUE);
  }

  private List<String> coldestFirst() {
    return idle.policy()
        .eviction()
        .map(eviction -> List.copyOf(eviction.coldest(Integer.MAX_VALUE).keySet()))
        .orElseGet(() -> List.copyOf(idle.asMap().keySet()));
  }

  private void drain(List<Adapter> toClose) {
    toClose.addAll(fallen);
    fallen.clear();
  }
}
