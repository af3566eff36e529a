// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.testing;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.memory.Ledger;
import dev.hob.registry.AdapterLease;
import dev.hob.registry.AdapterRecord;
import dev.hob.registry.BaseLease;
import dev.hob.registry.Registry;
import dev.hob.registry.UnknownBundleException;
import java.util.List;
import java.util.Optional;

/// A registry of nothing but ledger entries: adapters and a base that can be given back, none that
/// can be leased.
public final class FakeRegistry implements Registry {
  private final Ledger ledger;
  private int baseUnloads;

  public FakeRegistry(Ledger ledger) {
    this.ledger = ledger;
  }

  /// As if `bytes` of the base and of idle adapters were in memory.
  public FakeRegistry loaded(long baseBytes, long adapterBytes) {
    ledger.add(Ledger.Owner.BASE, baseBytes);
    ledger.add(Ledger.Owner.ADAPTERS, adapterBytes);
    return this;
  }

  public int baseUnloads() {
    return baseUnloads;
  }

  @Override
  public BaseLease leaseBase(Optional<String> base) {
    throw new UnknownBundleException("base", "active", List.of());
  }

  @Override
  public Optional<AdapterLease> lease(String role, Optional<String> base) {
    return Optional.empty();
  }

  @Override
  public BaseManifest manifest(Optional<String> base) {
    throw new UnknownBundleException("base", "active", List.of());
  }

  @Override
  public long unloadOtherBases() {
    return 0;
  }

  @Override
  public long relievePrefixCaches(long wantedBytes) {
    return 0;
  }

  @Override
  public List<AdapterRecord> adapters() {
    return List.of();
  }

  @Override
  public long evictIdle(long wantedBytes) {
    long freed = Math.min(wantedBytes, ledger.bytes(Ledger.Owner.ADAPTERS));
    ledger.add(Ledger.Owner.ADAPTERS, -freed);
    return freed;
  }

  @Override
  public long unloadIdleBase() {
    baseUnloads++;
    long freed = ledger.bytes(Ledger.Owner.BASE);
    ledger.add(Ledger.Owner.BASE, -freed);
    return freed;
  }

  @Override
  public void close() {}
}
