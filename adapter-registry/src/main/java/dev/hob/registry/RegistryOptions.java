// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.EngineOptions;
import dev.hob.engine.bundle.Verified;
import dev.hob.policy.AdapterTrust;
import dev.hob.policy.Budgets;
import java.util.function.Supplier;

/// How a registry works. Suppliers are asked when needed, so that a policy reload takes hold.
///
/// @param trust what policy says about bundles outside the system's folders
/// @param verified what is known of bundles that were hashed before
/// @param engine limits of an engine when one is started
/// @param idleAdapterBytes adapters that nobody leases are kept up to this
/// @param maxBundleBytes largest bundle that is taken in
public record RegistryOptions(
    RegistryRoots roots,
    Supplier<AdapterTrust> trust,
    Verified verified,
    Supplier<EngineOptions> engine,
    long idleAdapterBytes,
    long maxBundleBytes) {
  private static final long IDLE_ADAPTER_BYTES = 64L << 20;
  private static final long MAX_BUNDLE_BYTES = 16L << 30;

  /// @param kernel which kernels an engine runs on
  public static RegistryOptions of(
      RegistryRoots roots,
      Supplier<AdapterTrust> trust,
      Verified verified,
      Supplier<Budgets> budgets,
      EngineOptions.Kernel kernel) {
    return new RegistryOptions(
        roots,
        trust,
        verified,
        () -> engineOptions(budgets.get(), kernel),
        IDLE_ADAPTER_BYTES,
        MAX_BUNDLE_BYTES);
  }

  /// Threads as policy says; KV pages at most a quarter, kept prefixes at most a sixteenth of the
  /// memory, the rest is for base, adapters and scratch.
  static EngineOptions engineOptions(Budgets budgets, EngineOptions.Kernel kernel) {
    EngineOptions defaults = EngineOptions.defaults();
    return new EngineOptions(
        budgets.threads(),
        defaults.maxBatch(),
        defaults.prefillChunk(),
        Math.min(defaults.kvBytes(), budgets.memoryBytes() / 4),
        Math.min(defaults.prefixCacheBytes(), budgets.memoryBytes() / 16),
        kernel);
  }
}
