// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.golden;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.registry.AdapterLease;
import dev.hob.registry.AdapterRecord;
import dev.hob.registry.BaseLease;
import dev.hob.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The registry as if one adapter more were installed, and no other. Closes nothing.
///
/// @param adapter open until the trial is over
record TrialRegistry(Registry registry, AdapterRecord record, Adapter adapter) implements Registry {
  private static final String BESIDE = "beside";

  @Override
  public BaseLease leaseBase(Optional<String> base) {
    return registry.leaseBase(base);
  }

  @Override
  public BaseManifest manifest(Optional<String> base) {
    return registry.manifest(base);
  }

  @Override
  public Optional<AdapterLease> lease(String role, Optional<String> base) {
    if (!role.equals(record.role())) {
      return Optional.empty();
    }
    Optional<AdapterLease> recovery =
        record.recovery().equals(BESIDE) ? registry.lease("", base) : Optional.empty();
    return Optional.of(new Lease(recovery));
  }

  @Override
  public List<AdapterRecord> adapters() {
    return List.of(record);
  }

  @Override
  public long evictIdle(long wantedBytes) {
    return registry.evictIdle(wantedBytes);
  }

  @Override
  public long unloadIdleBase() {
    return 0;
  }

  @Override
  public long unloadOtherBases() {
    return 0;
  }

  @Override
  public long relievePrefixCaches(long wantedBytes) {
    return registry.relievePrefixCaches(wantedBytes);
  }

  @Override
  public void close() {}

  private final class Lease implements AdapterLease {
    private final Optional<AdapterLease> recovery;

    /// @param recovery runs beside it, where it was not trained with it
    Lease(Optional<AdapterLease> recovery) {
      this.recovery = recovery;
    }

    @Override
    public List<Adapter> adapters() {
      List<Adapter> all = new ArrayList<>(List.of(adapter));
      recovery.ifPresent(lease -> all.addAll(lease.adapters()));
      return all;
    }

    @Override
    public AdapterRecord record() {
      return record;
    }

    @Override
    public void close() {
      recovery.ifPresent(AdapterLease::close);
    }
  }
}
