// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.lease;

import dev.hob.engine.Engine;
import dev.hob.engine.bundle.Base;
import dev.hob.registry.BaseLease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The base in memory and the engine over it: mapped when first leased, unmapped when idle and told
/// so, mapped again on demand. When another base is asked for, the old one goes with its last
/// lease.
///
/// `lock` guards `mapped`, `closed` and the counts, and is held over no I/O. `mapping` makes
/// mapping and unmapping happen one after the other.
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
  private @Nullable Mapped mapped;
  private int leases;
  private boolean closed;

  private static final class Mapped {
    final String digest;
    final Running running;
    int leases;
    boolean retired;

    Mapped(String digest, Running running) {
      this.digest = digest;
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
      if (here != null) {
        return new Lease(here);
      }
      retire();
      return new Lease(keep(new Mapped(digest, loader.load())));
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
      if (mapped == null || !mapped.digest.equals(digest)) {
        return null;
      }
      mapped.leases++;
      leases++;
      return mapped;
    } finally {
      lock.unlock();
    }
  }

  private Mapped keep(Mapped fresh) {
    lock.lock();
    try {
      if (!closed) {
        mapped = fresh;
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
      last = from.leases == 0 && from.retired;
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    if (last) {
      from.running.stop();
    }
  }

  /// Takes what is mapped out of use; it stops now, or with its last lease.
  private void retire() {
    Mapped old;
    boolean idle;
    lock.lock();
    try {
      old = mapped;
      mapped = null;
      idle = old != null && old.leases == 0;
      if (old != null) {
        old.retired = true;
      }
    } finally {
      lock.unlock();
    }
    if (old != null && idle) {
      old.running.stop();
    }
  }

  /// Stops the engine and unmaps the base if nothing leases it.
  ///
  /// @return bytes that were unmapped
  public long unloadIdle() {
    mapping.lock();
    try {
      Mapped idle;
      lock.lock();
      try {
        idle = mapped != null && mapped.leases == 0 ? mapped : null;
        if (idle == null) {
          return 0;
        }
        mapped = null;
      } finally {
        lock.unlock();
      }
      long bytes = idle.running.base().mappedBytes();
      idle.running.stop();
      return bytes;
    } finally {
      mapping.unlock();
    }
  }

  /// Leases of the base with `digest`, 0 if it is not mapped.
  public int leases(String digest) {
    lock.lock();
    try {
      return mapped != null && mapped.digest.equals(digest) ? mapped.leases : 0;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the base with `digest` is mapped.
  public boolean holds(String digest) {
    lock.lock();
    try {
      return mapped != null && mapped.digest.equals(digest);
    } finally {
      lock.unlock();
    }
  }

  /// Refuses new leases, stops the engine, which cancels what runs, and waits up to two seconds for
  /// the leases; a base that is leased even then is unmapped by its last lease.
  @Override
  public void close() {
    List<Mapped> open = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      if (mapped != null) {
        open.add(mapped);
      }
    } finally {
      lock.unlock();
    }
    open.forEach(it -> it.running.engine().close());
    awaitReturns();
    retire();
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
