// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.Engine;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.memory.Ledger;
import dev.hob.registry.AdapterLease;
import dev.hob.registry.AdapterRecord;
import dev.hob.registry.BaseLease;
import dev.hob.registry.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A registry of one real base in a folder and one real adapter of the role `summarize`. Strict:
/// counts leases, and gives nothing back while one is open.
final class TinyRegistry implements Registry {
  private final Path baseFolder;
  private final Path adapterFolder;
  private final Ledger ledger;
  private @Nullable Base base;
  private @Nullable Engine engine;
  private @Nullable Adapter adapter;
  private int baseLeases;
  private int adapterLeases;

  TinyRegistry(Path baseFolder, Path adapterFolder, Ledger ledger) {
    this.baseFolder = baseFolder;
    this.adapterFolder = adapterFolder;
    this.ledger = ledger;
  }

  synchronized int openLeases() {
    return baseLeases + adapterLeases;
  }

  synchronized boolean isMapped() {
    return base != null;
  }

  @Override
  public synchronized BaseLease leaseBase(Optional<String> named) {
    Base mapped = base == null ? Base.open(baseFolder, ledger) : base;
    Engine running =
        engine == null
            ? Engine.start(
                mapped,
                new EngineOptions(2, 4, 16, 4 << 20, 1 << 20, EngineOptions.Kernel.SCALAR),
                ledger)
            : engine;
    base = mapped;
    engine = running;
    baseLeases++;
    return new BaseLease() {
      @Override
      public Base base() {
        return mapped;
      }

      @Override
      public Engine engine() {
        return running;
      }

      @Override
      public void close() {
        synchronized (TinyRegistry.this) {
          baseLeases--;
        }
      }
    };
  }

  @Override
  public synchronized Optional<AdapterLease> lease(String role, Optional<String> named) {
    if (!role.equals("summarize")) {
      return Optional.empty();
    }
    Base mapped = base;
    if (mapped == null) {
      throw new IllegalStateException("the adapter was asked for before the base");
    }
    Adapter open = adapter == null ? Adapter.open(adapterFolder, mapped, ledger) : adapter;
    adapter = open;
    adapterLeases++;
    AdapterRecord record =
        new AdapterRecord(
            "tiny-summarize",
            "1.0.0",
            role,
            open.digest(),
            mapped.manifest().lineage(),
            "none",
            open.rank(),
            open.bytes(),
            "Apache-2.0",
            "local",
            "active");
    return Optional.of(
        new AdapterLease() {
          @Override
          public List<Adapter> adapters() {
            return List.of(open);
          }

          @Override
          public AdapterRecord record() {
            return record;
          }

          @Override
          public void close() {
            synchronized (TinyRegistry.this) {
              adapterLeases--;
            }
          }
        });
  }

  @Override
  public BaseManifest manifest(Optional<String> named) {
    return BaseManifest.read(baseFolder);
  }

  @Override
  public long unloadOtherBases() {
    return 0;
  }

  @Override
  public synchronized long relievePrefixCaches(long wantedBytes) {
    return engine == null ? 0 : engine.relievePrefixCache(wantedBytes);
  }

  @Override
  public List<AdapterRecord> adapters() {
    return List.of();
  }

  @Override
  public synchronized long evictIdle(long wantedBytes) {
    Adapter idle = adapter;
    if (idle == null || adapterLeases > 0) {
      return 0;
    }
    adapter = null;
    long before = ledger.bytes(Ledger.Owner.ADAPTERS);
    idle.close();
    return before - ledger.bytes(Ledger.Owner.ADAPTERS);
  }

  @Override
  public synchronized long unloadIdleBase() {
    Base idle = base;
    Engine running = engine;
    if (idle == null || running == null || baseLeases > 0) {
      return 0;
    }
    long before = ledger.total();
    engine = null;
    base = null;
    running.close();
    idle.close();
    return before - ledger.total();
  }

  @Override
  public void close() {
    if (openLeases() != 0) {
      throw new AssertionError(openLeases() + " leases were left open");
    }
    evictIdle(Long.MAX_VALUE);
    unloadIdleBase();
  }
}
