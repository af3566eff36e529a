// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.registry.AdapterLease;
import dev.hob.registry.BaseLease;
import dev.hob.registry.Registry;
import dev.hob.router.Piece;
import dev.hob.router.PromptForm;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.governor.MemoryGovernor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// What one generation holds: the base, perhaps an adapter, and the governor's word that it is not
/// idle. Closing gives all back, once.
final class Leases implements AutoCloseable {
  private final MemoryGovernor.Hold hold;
  private final BaseLease base;
  private final Optional<AdapterLease> adapter;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Leases(MemoryGovernor.Hold hold, BaseLease base, Optional<AdapterLease> adapter) {
    this.hold = hold;
    this.base = base;
    this.adapter = adapter;
  }

  /// Only the base, to count or to measure.
  ///
  /// @param name of the base; empty = the active one
  /// @throws RefusedException no usable base
  static Leases base(
      Registry registry, MemoryGovernor governor, String role, Optional<String> name) {
    MemoryGovernor.Hold hold = governor.hold();
    boolean done = false;
    try {
      BaseLease base = Traits.asked(role, name, () -> registry.leaseBase(name));
      done = true;
      return new Leases(hold, base, Optional.empty());
    } finally {
      if (!done) {
        hold.close();
      }
    }
  }

  /// The base and the adapter of `role`. The role `""` is the bare base, with its recovery adapter
  /// where it has one; so is any role for which an instruct base has no adapter.
  ///
  /// @throws RefusedException no usable base, or no adapter of that role for it
  static Leases of(Registry registry, MemoryGovernor governor, String role, Optional<String> name) {
    Leases base = base(registry, governor, role, name);
    boolean done = false;
    try {
      Optional<AdapterLease> adapter = registry.lease(role, name);
      if (adapter.isEmpty() && isNeeded(role, base.manifest())) {
        BaseManifest manifest = base.manifest();
        throw unavailable(
            role,
            "no adapter for " + role + " fits base " + manifest.name() + " " + manifest.version());
      }
      if (adapter.isEmpty() && !role.isEmpty()) {
        adapter = registry.lease("", name);
      }
      done = true;
      return new Leases(base.hold, base.base, adapter);
    } catch (CorruptBundleException | IncompatibleBundleException e) {
      throw unavailable(role, "its adapter cannot be used: " + e.getMessage());
    } finally {
      if (!done) {
        base.close();
      }
    }
  }

  /// An instruct base does without a feature's adapter, not without one that was asked for by name.
  private static boolean isNeeded(String role, BaseManifest manifest) {
    boolean nativeForm = Traits.form(manifest).filter(PromptForm.NATIVE::equals).isPresent();
    return !role.isEmpty() && (nativeForm || role.startsWith("@"));
  }

  BaseLease lease() {
    return base;
  }

  BaseManifest manifest() {
    return base.base().manifest();
  }

  List<Adapter> adapters() {
    return adapter.map(AdapterLease::adapters).orElse(List.of());
  }

  Optional<Piece.AdapterStamp> stamp() {
    return adapter
        .filter(lease -> !lease.adapters().isEmpty()) // else it is the base alone
        .map(AdapterLease::record)
        .map(r -> new Piece.AdapterStamp(r.name(), r.version(), r.digest()));
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      adapter.ifPresent(AdapterLease::close);
    } finally {
      try {
        base.close();
      } finally {
        hold.close();
      }
    }
  }

  private static RefusedException unavailable(String role, String reason) {
    return new RefusedException(new Refusal.Unavailable(role, reason));
  }
}
