// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.policy.AdapterTrust;
import dev.hob.registry.store.BundleKind;
import dev.hob.registry.store.BundleStore;
import dev.hob.registry.store.Catalogue;
import dev.hob.registry.store.Catalogue.Found;
import dev.hob.registry.verify.Fitness;
import dev.hob.registry.verify.Trust;
import java.util.List;
import java.util.Optional;

/// What is installed, and what may be used now: the catalogue of the roots, read anew when the
/// journal of the user's root has changed, seen through policy and the active base. Thread-safe.
final class Inventory {
  private final RegistryOptions options;
  private final BundleStore store;
  private final Fitness fitness;
  private volatile View view;

  /// A catalogue and the state of the disk it was read from.
  private record View(String stamp, Catalogue catalogue) {}

  Inventory(RegistryOptions options, BundleStore store, Fitness fitness) {
    this.options = options;
    this.store = store;
    this.fitness = fitness;
    this.view = scan();
  }

  Catalogue catalogue() {
    if (!view.stamp.equals(store.stamp())) {
      refresh();
    }
    return view.catalogue;
  }

  void refresh() {
    fitness.forgetFailures();
    view = scan();
  }

  private View scan() {
    // The stamp first: a change in between is then seen by the next look.
    String stamp = store.stamp();
    return new View(stamp, Catalogue.scan(options.roots()));
  }

  /// @throws UnknownBundleException there is none
  Found<BaseManifest> activeBase() {
    Catalogue now = catalogue();
    return now.activeBase()
        .orElseThrow(() ->
            new UnknownBundleException(
                BundleKind.BASE.word(),
                "(active)",
                now.bases().stream().map(it -> it.name() + " " + it.version()).toList()));
  }

  /// The user's own copy where a version lies in several roots.
  ///
  /// @throws UnknownBundleException there is no such version
  Found<AdapterManifest> adapter(String name, String version) {
    return find(catalogue().adapters(), BundleKind.ADAPTER, name, version);
  }

  /// As [#adapter].
  Found<BaseManifest> base(String name, String version) {
    return find(catalogue().bases(), BundleKind.BASE, name, version);
  }

  private static <M> Found<M> find(
      List<Found<M>> all, BundleKind kind, String name, String version) {
    return all.stream()
        .filter(it -> it.is(name, version))
        .reduce((_, last) -> last)
        .orElseThrow(() ->
            new UnknownBundleException(
                kind.word(),
                name + " " + version,
                all.stream().map(it -> it.name() + " " + it.version()).toList()));
  }

  /// @throws CorruptBundleException it could not be read
  static <M> M manifest(Found<M> found) {
    return found
        .manifest()
        .orElseThrow(() -> new CorruptBundleException("manifest.json", -1, found.broken()));
  }

  Trust trust(Found<?> found) {
    return found.owner() == Catalogue.Owner.USER
        ? Trust.of(found.folder(), policy())
        : Trust.SYSTEM;
  }

  AdapterTrust policy() {
    return options.trust().get();
  }

  /// Adapters that serve `role` on the active base, the one to use first.
  List<Found<AdapterManifest>> serving(String role) {
    Catalogue now = catalogue();
    return now.activeBase().stream()
        .flatMap(base ->
            now.ofRole(role).stream().filter(candidate -> objection(candidate, base).isEmpty()))
        .toList();
  }

  private Optional<String> objection(Found<AdapterManifest> found, Found<BaseManifest> base) {
    return found
        .manifest()
        .map(it -> fitness.objection(it, manifest(base), trust(found), policy()))
        .orElseGet(() -> Optional.of(found.broken()));
  }

  /// `active`, `installed`, or why it cannot be used.
  String state(Found<AdapterManifest> found) {
    Optional<Found<BaseManifest>> base = catalogue().activeBase();
    if (base.isEmpty()) {
      return "no base is installed";
    }
    return objection(found, base.get())
        .orElseGet(() -> {
          List<Found<AdapterManifest>> serving = serving(manifest(found).role());
          boolean first = !serving.isEmpty() && serving.getFirst().equals(found);
          return first ? Records.ACTIVE : Records.INSTALLED;
        });
  }

  AdapterRecord record(Found<AdapterManifest> found) {
    return found
        .manifest()
        .map(it -> Records.adapter(it, trust(found), found.bytes(), state(found)))
        .orElseGet(() -> Records.broken(found, trust(found)));
  }

  BaseRecord baseRecord(Found<BaseManifest> found) {
    boolean active = catalogue().activeBase().filter(found::equals).isPresent();
    Trust trust = trust(found);
    String good = active ? Records.ACTIVE : Records.INSTALLED;
    return found
        .manifest()
        .map(it -> Records.base(it, trust, found.bytes(), trust.objection(policy()).orElse(good)))
        .orElseGet(() -> Records.brokenBase(found, trust));
  }
}
