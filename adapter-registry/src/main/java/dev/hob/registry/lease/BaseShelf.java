// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.lease;

import dev.hob.engine.Engine;
import dev.hob.engine.bundle.Base;
import dev.hob.registry.BaseLease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The bases in memory and the engines over them: each mapped when first leased, unmapped when idle
/// and told so, mapped again on demand. Mostly there is one; two while a person tries another
/// beside the active one, and who minds the memory takes the idle one.
///
/// `lock` guards `mapped`, `latest`, `closed` and the counts, and is held over no I/O. `mapping`
/// makes mapping and unmapping happen one after the other.
public final class BaseShelf implements AutoCloseable {
  /// Maps a base and starts its engine.
  @FunctionalInterface
  public interface Loader {
    Running load();
  }

  /// A mapped base with its engine.
  public record Running(Base base, Engine engine) {
    void stop() {
      engine.close();
      base.close();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final ReentrantLock mapping = new ReentrantLock();

  /// By digest.
  private final Map<String, Mapped> mapped = new LinkedHashMap<>();

  /// Digest of the base that was leased last.
  private String latest = "";

  private int leases;
  private boolean closed;

  private static final class Mapped {
    final Running running;
    int leases;

    Mapped(Running running) {
      this.running = running;
    }
  }

  /// @param digest of the wanted base
  /// @throws IllegalStateException the shelf is closed
  public BaseLease lease(String digest, Loader loader) {
    Mapped here = take(digest);
    if (here != null) {
      return new Lease(here);
    }
    mapping.lock();
    try {
      here = take(digest);
      return new Lease(here == null ? keep(digest, new Mapped(loader.load())) : here);
    } finally {
      mapping.unlock();
    }
  }

  private @Nullable Mapped take(String digest) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the registry is closed");
      }
      Mapped here = mapped.get(digest);
      if (here != null) {
        latest = digest;
        here.leases++;
        leases++;
      }
      return here;
    } finally {
      lock.unlock();
    }
  }

  private Mapped keep(String digest, Mapped fresh) {
    lock.lock();
    try {
      if (!closed) {
        mapped.put(digest, fresh);
        latest = digest;
        fresh.leases = 1;
        leases++;
        return fresh;
      }
    } finally {
      lock.unlock();
    }
    fresh.running.stop();
    throw new IllegalStateException("the registry is closed");
  }

  private void giveBack(Mapped from) {
    boolean last;
    lock.lock();
    try {
      from.leases--;
      leases--;
      last = from.leases == 0 && closed && !mapped.containsValue(from);
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    if (last) {
      from.running.stop();
    }
  }

  /// Stops the engines that nothing leases and unmaps their bases.
  ///
  /// @return bytes that were unmapped
  public long unloadIdle() {
    return unload(digest -> true);
  }

  /// As [#unloadIdle], but never the base that was leased last.
  public long unloadOthers() {
    return unload(digest -> !digest.equals(latest));
  }

  /// As [#unloadIdle], this one alone.
  public long unload(String wanted) {
    return unload(wanted::equals);
  }

  private long unload(Predicate<String> which) {
    mapping.lock();
    try {
      List<Mapped> idle = takeIdle(which);
      long bytes = idle.stream().mapToLong(it -> it.running.base().mappedBytes()).sum();
      idle.forEach(it -> it.running.stop());
      return bytes;
    } finally {
      mapping.unlock();
    }
  }

  private List<Mapped> takeIdle(Predicate<String> which) {
    lock.lock();
    try {
      List<String> idle =
          mapped.entrySet().stream()
              .filter(it -> it.getValue().leases == 0 && which.test(it.getKey()))
              .map(Map.Entry::getKey)
              .toList();
      return idle.stream().map(mapped::remove).filter(Objects::nonNull).toList();
    } finally {
      lock.unlock();
    }
  }

  /// Frees kept prefixes of the engines that are there, until `wantedBytes` are free.
  ///
  /// @return bytes that were freed
  public long relievePrefixCaches(long wantedBytes) {
    mapping.lock(); // no engine stops meanwhile
    try {
      long freed = 0;
      for (Mapped each : here()) {
        if (freed < wantedBytes) {
          freed += each.running.engine().relievePrefixCache(wantedBytes - freed);
        }
      }
      return freed;
    } finally {
      mapping.unlock();
    }
  }

  private List<Mapped> here() {
    lock.lock();
    try {
      return List.copyOf(mapped.values());
    } finally {
      lock.unlock();
    }
  }

  /// Leases of the base with `digest`, 0 if it is not mapped.
  public int leases(String digest) {
    lock.lock();
    try {
      Mapped it = mapped.get(digest);
      return it == null ? 0 : it.leases;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the base with `digest` is mapped.
  public boolean holds(String digest) {
    lock.lock();
    try {
      return mapped.containsKey(digest);
    } finally {
      lock.unlock();
    }
  }

  /// Refuses new leases, stops the engines, which cancels what runs, and waits up to two seconds
  /// for the leases; a base that is leased even then is unmapped by its last lease.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    here().forEach(it -> it.running.engine().close());
    awaitReturns();
    takeIdle(digest -> true).forEach(it -> it.running.stop());
    lock.lock();
    try {
      mapped.clear(); // the rest goes with its last lease
    } finally {
      lock.unlock();
    }
  }

  private void awaitReturns() {
    lock.lock();
    try {
      long nanos = TimeUnit.SECONDS.toNanos(2);
      while (leases > 0 && nanos > 0) {
        nanos = returned.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private final class Lease implements BaseLease {
    private final Mapped from;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Lease(Mapped from) {
      this.from = from;
    }

    @Override
    public Base base() {
      return from.running.base();
    }

    @Override
    public Engine engine() {
      return from.running.engine();
    }

    @Override
    public void close() {
      if (open.getAndSet(false)) {
        giveBack(from);
      }
    }
  }
}
