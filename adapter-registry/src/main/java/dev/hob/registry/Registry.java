// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.bundle.BaseManifest;
import java.util.List;
import java.util.Optional;

/// Which bases and adapters exist, which may be used, which are in memory. Thread-safe.
public interface Registry extends AutoCloseable {
  /// Maps a base if it is not, and starts its engine.
  ///
  /// @param base `name` or `name/version` of an installed one; empty = the active one
  /// @throws UnknownBundleException it is not installed
  /// @throws UntrustedBundleException policy does not let it be used any more
  BaseLease leaseBase(Optional<String> base);

  /// The active base.
  default BaseLease leaseBase() {
    return leaseBase(Optional.empty());
  }

  /// The active adapter of `role` for a base; empty if there is none that fits. The bare base's
  /// recovery adapter alone is the role `""`; `@NAME` is the adapter of that name, whatever its
  /// role.
  ///
  /// @param base as for [#leaseBase(Optional)]
  Optional<AdapterLease> lease(String role, Optional<String> base);

  /// For the active base.
  default Optional<AdapterLease> lease(String role) {
    return lease(role, Optional.empty());
  }

  /// What a base says of itself, without mapping it.
  ///
  /// @param base as for [#leaseBase(Optional)]
  /// @throws UnknownBundleException it is not installed
  BaseManifest manifest(Optional<String> base);

  /// All installed versions by name, then version, old to new.
  List<AdapterRecord> adapters();

  /// Unloads idle adapters, least recently used first, until `wantedBytes` are free.
  ///
  /// @return bytes that the ledger shows as freed
  long evictIdle(long wantedBytes);

  /// Unmaps every base that nothing leases.
  ///
  /// @return bytes that were unmapped, 0 if all are in use or none is mapped
  long unloadIdleBase();

  /// As [#unloadIdleBase], but never the base that was leased last.
  long unloadOtherBases();

  /// Frees kept prefixes of what is mapped, until `wantedBytes` are free; maps nothing.
  ///
  /// @return bytes that were freed
  long relievePrefixCaches(long wantedBytes);

  @Override
  void close();
}
