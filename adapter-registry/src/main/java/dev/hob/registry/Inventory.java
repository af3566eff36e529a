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
  private static final String BY_NAME = "@";

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

  /// @param wanted `name` or `name/version`; empty = the active one
  /// @throws UnknownBundleException there is none
  Found<BaseManifest> base(Optional<String> wanted) {
    if (wanted.isEmpty()) {
      return activeBase();
    }
    Catalogue now = catalogue();
    return now.base(wanted.get())
        .orElseThrow(() ->
            new UnknownBundleException(
                BundleKind.BASE.word(),
                wanted.get(),
                now.bases().stream().map(Found::name).distinct().toList()));
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

  /// Adapters that serve `role` on `base`, the one to use first.
  ///
  /// @param role `@NAME` is the adapter of that name, whatever its role
  List<Found<AdapterManifest>> serving(String role, Found<BaseManifest> base) {
    List<Found<AdapterManifest>> candidates =
        role.startsWith(BY_NAME)
            ? catalogue().inUse(role.substring(BY_NAME.length()))
            : catalogue().ofRole(role);
    return candidates.stream().filter(it -> objection(it, base).isEmpty()).toList();
  }

  private Optional<String> objection(Found<AdapterManifest> found, Found<BaseManifest> base) {
    return found
        .manifest()
        .map(it -> fitness.objection(it, manifest(base), trust(found), policy()))
        .orElseGet(() -> Optional.of(found.broken()));
  }

  /// The base that an adapter is for: the active one if it is of the adapter's lineage, else the
  /// highest version of one of another name that is; the active one where there is none. An older
  /// version of the active base is no home: what was made for it waits for its successor.
  Optional<Found<BaseManifest>> home(Found<AdapterManifest> found) {
    Optional<Found<BaseManifest>> active = catalogue().activeBase();
    if (found.manifest().isEmpty()) {
      return active;
    }
    String lineage = manifest(found).lineage();
    String name = active.map(Found::name).orElse("");
    return active
        .filter(it -> manifest(it).lineage().equals(lineage))
        .or(() ->
            catalogue().bases().stream()
                .filter(it -> !it.name().equals(name))
                .filter(
                    it -> it.manifest().filter(base -> base.lineage().equals(lineage)).isPresent())
                .reduce((_, last) -> last))
        .or(() -> active);
  }

  /// `active`, `installed`, or why it cannot be used; as seen from its [#home].
  String state(Found<AdapterManifest> found) {
    Optional<Found<BaseManifest>> base = home(found);
    if (base.isEmpty()) {
      return "no base is installed";
    }
    return objection(found, base.get())
        .orElseGet(() -> {
          List<Found<AdapterManifest>> serving = serving(manifest(found).role(), base.get());
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
