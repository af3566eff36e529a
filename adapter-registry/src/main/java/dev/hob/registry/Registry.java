// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import java.util.List;
import java.util.Optional;

/// Which bases and adapters exist, which may be used, which are in memory. Thread-safe.
public interface Registry extends AutoCloseable {
  /// Maps the active base if it is not, and starts its engine.
  ///
  /// @throws UnknownBundleException no base is installed
  /// @throws UntrustedBundleException policy does not let the active base be used any more
  BaseLease leaseBase();

  /// The active adapter of `role` for the active base; empty if there is none that fits. The bare
  /// base's recovery adapter alone is the role `""`.
  Optional<AdapterLease> lease(String role);

  /// All installed versions by name, then version, old to new.
  List<AdapterRecord> adapters();

  /// Unloads idle adapters, least recently used first, until `wantedBytes` are free.
  ///
  /// @return bytes that the ledger shows as freed
  long evictIdle(long wantedBytes);

  /// Unmaps the base if nothing leases it.
  ///
  /// @return bytes that were unmapped, 0 if it is in use or not mapped
  long unloadIdleBase();

  @Override
  void close();
}
