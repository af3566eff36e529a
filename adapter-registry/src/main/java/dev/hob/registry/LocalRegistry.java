// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.registry.store.BundleStore;
import dev.hob.registry.store.Catalogue.Found;
import dev.hob.registry.store.Step;
import dev.hob.registry.verify.Fitness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The registry over the folders of this machine. Thread-safe.
///
/// What is installed stands in the [Inventory], what a person changes in the [UserRoot]; the
/// [Lender] has what is in memory.
public final class LocalRegistry implements Registry {
  private final RegistryOptions options;
  private final Fitness fitness = new Fitness();
  private final Inventory inventory;
  private final UserRoot userRoot;
  private final Lender lender;

  private LocalRegistry(
      RegistryOptions options, Ledger ledger, GoldenCheck golden, Step.Hook hook) {
    this.options = options;
    Path folder = options.roots().user();
    BundleStore store = new BundleStore(folder, hook);
    Installer installer =
        new Installer(
            options,
            store,
            fitness,
            (adapter, bundle, cases) -> golden.check(this, adapter, bundle, cases));
    this.inventory = new Inventory(options, store, fitness);
    this.userRoot = new UserRoot(folder, store, installer, inventory);
    this.lender = new Lender(options, ledger, inventory, fitness);
  }

  /// Finishes or undoes what an earlier run left, and reads what is installed.
  ///
  /// @throws StorageException the user's root cannot be used
  public static LocalRegistry open(RegistryOptions options, Ledger ledger, GoldenCheck golden) {
    return open(options, ledger, golden, Step.Hook.NONE);
  }

  static LocalRegistry open(
      RegistryOptions options, Ledger ledger, GoldenCheck golden, Step.Hook hook) {
    LocalRegistry registry = new LocalRegistry(options, ledger, golden, hook);
    registry.userRoot.recover();
    return registry;
  }

  @Override
  public BaseLease leaseBase(Optional<String> base) {
    return lender.base(base);
  }

  @Override
  public Optional<AdapterLease> lease(String role, Optional<String> base) {
    return lender.adapter(role, base);
  }

  @Override
  public BaseManifest manifest(Optional<String> base) {
    return Inventory.manifest(inventory.base(base));
  }

  @Override
  public long evictIdle(long wantedBytes) {
    return lender.evictIdle(wantedBytes);
  }

  @Override
  public long unloadIdleBase() {
    return lender.unloadIdleBase();
  }

  @Override
  public long unloadOtherBases() {
    return lender.unloadOtherBases();
  }

  @Override
  public long relievePrefixCaches(long wantedBytes) {
    return lender.relievePrefixCaches(wantedBytes);
  }

  /// Whether the base or adapter with `digest` is in memory.
  public boolean isResident(String digest) {
    return lender.holds(digest);
  }

  @Override
  public List<AdapterRecord> adapters() {
    return inventory.catalogue().adapters().stream().map(inventory::record).toList();
  }

  /// All base versions, those of the embedded root first.
  public List<BaseRecord> bases() {
    return inventory.catalogue().bases().stream().map(inventory::baseRecord).toList();
  }

  /// One version, where it lies, and its card.
  ///
  /// @throws UnknownBundleException there is no such version
  public Details show(String name, String version) {
    Found<AdapterManifest> found = inventory.adapter(name, version);
    AdapterRecord record = inventory.record(found);
    return new Details(record, found.folder(), isResident(record.digest()));
  }

  /// @param folder whose `card.md`, where there is one, says where it comes from
  /// @param resident in memory now
  public record Details(AdapterRecord record, Path folder, boolean resident) {}

  /// Takes in a bundle (a folder or a `.hobadapter` archive) or a bare PEFT folder. The first
  /// adapter that can serve its role becomes the active one; any later one is used once it is
  /// activated.
  ///
  /// @throws CorruptBundleException bytes are not what they claim
  /// @throws IncompatibleBundleException it does not fit the base, or its version is taken
  /// @throws UntrustedBundleException policy does not let it in
  /// @throws UnknownBundleException no base to install it for
  /// @throws StorageException the disk failed
  public Installed install(Path source, InstallOptions told) {
    return userRoot.install(source, told);
  }

  /// Hashes all files of an installed adapter again and checks it against the base it is for.
  ///
  /// @throws CorruptBundleException a file is not what was installed
  /// @throws IncompatibleBundleException it does not fit that base
  /// @throws UnknownBundleException there is no such version
  public AdapterRecord verify(String name, String version) {
    Found<AdapterManifest> found = inventory.adapter(name, version);
    AdapterManifest manifest = Inventory.manifest(found);
    options.verified().forget(found.folder());
    manifest.verifyFiles(found.folder(), options.verified());
    Found<BaseManifest> base = inventory.home(found).orElseGet(inventory::activeBase);
    fitness
        .mismatch(manifest, Inventory.manifest(base))
        .ifPresent(e -> {
          throw e;
        });
    Adapter.open(found.folder(), ModelConfig.read(base.folder()), new Ledger(), options.verified())
        .close();
    fitness.forgetFailures();
    return inventory.record(found);
  }

  /// Makes this version the one that serves its role.
  ///
  /// @throws IncompatibleBundleException it does not fit its base; the active one stays
  public AdapterRecord activate(String name, String version) {
    verify(name, version);
    Found<AdapterManifest> found = inventory.adapter(name, version);
    inventory.trust(found).require(name, inventory.policy());
    return userRoot.choose(name, version);
  }

  /// One base and where it lies.
  ///
  /// @param wanted `name` (the active version, else the highest) or `name/version`
  /// @throws UnknownBundleException there is no such base
  public BaseDetails showBase(String wanted) {
    Found<BaseManifest> found = inventory.base(Optional.of(wanted));
    return new BaseDetails(
        inventory.baseRecord(found), Inventory.manifest(found).origin(), found.folder());
  }

  /// @param origin what an imported base was made from
  public record BaseDetails(BaseRecord record, Optional<BaseManifest.Origin> origin, Path folder) {}

  /// Hashes all files of an installed base again and opens it.
  ///
  /// @throws CorruptBundleException a file is not what was installed
  /// @throws IncompatibleBundleException this engine does not run it
  /// @throws UnknownBundleException there is no such version
  public BaseRecord verifyBase(String name, String version) {
    Found<BaseManifest> found = inventory.base(name, version);
    options.verified().forget(found.folder());
    Base.open(found.folder(), new Ledger(), options.verified()).close();
    return inventory.baseRecord(found);
  }

  /// Makes this the base. A base that is leased now goes with its last lease.
  public BaseRecord activateBase(String name, String version) {
    Found<BaseManifest> found = inventory.base(name, version);
    inventory.trust(found).require(name, inventory.policy());
    return userRoot.chooseBase(name, version);
  }

  /// Removes an adapter version of the user's root.
  ///
  /// @param patience how long to wait for its leases
  /// @throws BundleInUseException it is leased even then
  /// @throws StorageException it belongs to the system, or the disk failed
  public void remove(String name, String version, Duration patience) {
    Found<AdapterManifest> found = inventory.adapter(name, version);
    UserRoot.requireOwns(found);
    int leases = found.manifest().map(it -> lender.drop(it.digest(), patience)).orElse(0);
    if (leases > 0) {
      throw new BundleInUseException(name, version, leases);
    }
    userRoot.remove(found);
  }

  /// Removes a base version of the user's root; adapters of its lineage stay, listed as unusable
  /// until a base of that lineage is there again.
  ///
  /// @throws BundleInUseException it is leased
  public void removeBase(String name, String version) {
    Found<BaseManifest> found = inventory.base(name, version);
    UserRoot.requireOwns(found);
    String digest = found.manifest().map(BaseManifest::digest).orElse("");
    int leases = lender.dropBase(digest);
    if (leases > 0) {
      throw new BundleInUseException(name, version, leases);
    }
    userRoot.removeBase(found);
  }

  /// Reads the roots again; needed only where a read-only root has changed.
  public void refresh() {
    inventory.refresh();
  }

  /// Stops the engine and closes what is idle; what is leased even then goes with its last lease.
  @Override
  public void close() {
    lender.close();
  }
}
