// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.Engine;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.registry.lease.AdapterShelf;
import dev.hob.registry.lease.BaseShelf;
import dev.hob.registry.store.Catalogue.Found;
import dev.hob.registry.verify.Fitness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lends what the inventory finds usable: brings it into memory, or finds it there, and counts who
/// uses it. Thread-safe.
final class Lender implements AutoCloseable {
  private final RegistryOptions options;
  private final Ledger ledger;
  private final Inventory inventory;
  private final Fitness fitness;
  private final AdapterShelf adapters;
  private final BaseShelf bases = new BaseShelf();

  Lender(RegistryOptions options, Ledger ledger, Inventory inventory, Fitness fitness) {
    this.options = options;
    this.ledger = ledger;
    this.inventory = inventory;
    this.fitness = fitness;
    this.adapters = new AdapterShelf(options.idleAdapterBytes());
  }

  BaseLease base(Optional<String> wanted) {
    Found<BaseManifest> found = inventory.base(wanted);
    inventory.trust(found).require(found.name(), inventory.policy());
    return bases.lease(Inventory.manifest(found).digest(), () -> start(found));
  }

  private BaseShelf.Running start(Found<BaseManifest> found) {
    Base base = Base.open(found.folder(), ledger, options.verified());
    try {
      return new BaseShelf.Running(base, Engine.start(base, options.engine().get(), ledger));
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  Optional<AdapterLease> adapter(String role, Optional<String> wanted) {
    if (wanted.isEmpty() && inventory.catalogue().activeBase().isEmpty()) {
      return Optional.empty();
    }
    Found<BaseManifest> base = inventory.base(wanted);
    if (role.isEmpty()) {
      return Optional.of(bare(base));
    }
    for (Found<AdapterManifest> candidate : inventory.serving(role, base)) {
      try {
        return Optional.of(lease(candidate, base));
      } catch (CorruptBundleException | IncompatibleBundleException e) {
        // It stays listed with this reason; the next of its role stands in.
        fitness.failed(Inventory.manifest(candidate).digest(), e);
      }
    }
    return Optional.empty();
  }

  private AdapterLease lease(Found<AdapterManifest> found, Found<BaseManifest> base) {
    AdapterManifest manifest = Inventory.manifest(found);
    AdapterShelf.Loan own =
        adapters.take(
            manifest.digest(),
            () -> {
              manifest.verifyFiles(found.folder(), options.verified());
              return open(found.folder(), base);
            });
    List<AdapterShelf.Loan> loans = new ArrayList<>(List.of(own));
    try {
      if (manifest.recovery() == AdapterManifest.Recovery.BESIDE) {
        recovery(base).ifPresent(loans::add);
      }
      return new Lease(active(found), loans);
    } catch (RuntimeException e) {
      adapters.giveBack(own);
      throw e;
    }
  }

  private AdapterRecord active(Found<AdapterManifest> found) {
    return Records.adapter(
        Inventory.manifest(found), inventory.trust(found), found.bytes(), Records.ACTIVE);
  }

  private AdapterLease bare(Found<BaseManifest> base) {
    List<AdapterShelf.Loan> loans = recovery(base).stream().toList();
    int rank = loans.stream().mapToInt(loan -> loan.adapter().rank()).sum();
    long bytes = loans.stream().mapToLong(loan -> loan.adapter().bytes()).sum();
    return new Lease(
        Records.bare(Inventory.manifest(base), rank, bytes, inventory.trust(base)), loans);
  }

  /// The base's digest covers the files of its recovery adapter.
  private Optional<AdapterShelf.Loan> recovery(Found<BaseManifest> base) {
    BaseManifest manifest = Inventory.manifest(base);
    if (manifest.recovery().isEmpty()) {
      return Optional.empty();
    }
    Path folder = base.folder().resolve(manifest.recovery());
    return Optional.of(adapters.take(manifest.digest() + "#recovery", () -> open(folder, base)));
  }

  private Adapter open(Path folder, Found<BaseManifest> base) {
    return Adapter.open(folder, ModelConfig.read(base.folder()), ledger, options.verified());
  }

  long evictIdle(long wantedBytes) {
    return adapters.evictIdle(wantedBytes);
  }

  long unloadIdleBase() {
    return bases.unloadIdle();
  }

  long unloadOtherBases() {
    return bases.unloadOthers();
  }

  long relievePrefixCaches(long wantedBytes) {
    return bases.relievePrefixCaches(wantedBytes);
  }

  boolean holds(String digest) {
    return adapters.holds(digest) || bases.holds(digest);
  }

  /// Takes the adapter out of memory once it is idle.
  ///
  /// @return leases that hold it after `patience`, 0 if it is out
  int drop(String digest, Duration patience) {
    return adapters.drop(digest, patience);
  }

  /// Takes the base out of memory if it is idle.
  ///
  /// @return leases that hold it, 0 if it is out
  int dropBase(String digest) {
    bases.unload(digest);
    return bases.leases(digest);
  }

  /// Stops the engine first: it reads adapters until it stands still.
  @Override
  public void close() {
    bases.close();
    adapters.close();
  }

  private final class Lease implements AdapterLease {
    private final AdapterRecord record;
    private final List<AdapterShelf.Loan> loans;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Lease(AdapterRecord record, List<AdapterShelf.Loan> loans) {
      this.record = record;
      this.loans = List.copyOf(loans);
    }

    @Override
    public List<Adapter> adapters() {
      return loans.stream().map(AdapterShelf.Loan::adapter).toList();
    }

    @Override
    public AdapterRecord record() {
      return record;
    }

    @Override
    public void close() {
      if (open.getAndSet(false)) {
        loans.forEach(adapters::giveBack);
      }
    }
  }
}
