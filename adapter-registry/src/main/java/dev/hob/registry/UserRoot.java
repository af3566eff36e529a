// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.registry.store.BundleKind;
import dev.hob.registry.store.BundleStore;
import dev.hob.registry.store.Catalogue;
import dev.hob.registry.store.Catalogue.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/// The only root that is written: the bundles that a person installed there, and the choices which
/// version serves. Each change runs alone among all processes and is in the inventory when it
/// returns; if the disk fails, everything is as before. Thread-safe.
final class UserRoot {
  private final Path folder;
  private final BundleStore store;
  private final Installer installer;
  private final Inventory inventory;

  UserRoot(Path folder, BundleStore store, Installer installer, Inventory inventory) {
    this.folder = folder;
    this.store = store;
    this.installer = installer;
    this.inventory = inventory;
  }

  /// Finishes or undoes what an earlier run left.
  void recover() {
    try {
      store.recover();
    } catch (IOException e) {
      throw new StorageException("open the registry", folder, e);
    }
    inventory.refresh();
  }

  /// Takes in a bundle and chooses it if it is the first that can serve its role.
  Installed install(Path source, InstallOptions told) {
    return change(
        "install " + source.getFileName(),
        () -> {
          Installer.Placed placed = installer.install(source, told, inventory.catalogue());
          inventory.refresh();
          if (placed.kind() == BundleKind.ADAPTER && isFirstOfItsRole(placed)) {
            store.choose(activeFile(placed.name()), placed.version(), placed.name());
            inventory.refresh();
          }
          return new Installed(
              placed.kind().word(),
              placed.name(),
              placed.version(),
              placed.digest(),
              isActive(placed),
              placed.golden());
        });
  }

  private boolean isFirstOfItsRole(Installer.Placed placed) {
    Found<AdapterManifest> found = inventory.adapter(placed.name(), placed.version());
    return inventory
        .home(found)
        .filter(base -> inventory.serving(Inventory.manifest(found).role(), base).isEmpty())
        .isPresent();
  }

  private boolean isActive(Installer.Placed placed) {
    String state =
        switch (placed.kind()) {
          case ADAPTER -> inventory.state(inventory.adapter(placed.name(), placed.version()));
          case BASE ->
              inventory.baseRecord(inventory.base(placed.name(), placed.version())).state();
        };
    return state.equals(Records.ACTIVE);
  }

  /// Chooses an adapter version, whose checks are the caller's.
  AdapterRecord choose(String name, String version) {
    return change(
        "activate " + name + " " + version,
        () -> {
          store.choose(activeFile(name), version, name);
          inventory.refresh();
          return inventory.record(inventory.adapter(name, version));
        });
  }

  /// Chooses a base version, whose checks are the caller's.
  BaseRecord chooseBase(String name, String version) {
    Path file = folder.resolve(BundleKind.BASE.folder()).resolve(Catalogue.ACTIVE);
    return change(
        "activate base " + name + " " + version,
        () -> {
          store.choose(file, name + "/" + version, name);
          inventory.refresh();
          return inventory.baseRecord(inventory.base(name, version));
        });
  }

  /// Takes out an adapter version that nobody leases, and the choice of it.
  void remove(Found<AdapterManifest> found) {
    String name = found.name();
    change(
        "remove " + name + " " + found.version(),
        () -> {
          store.remove(BundleKind.ADAPTER, name, found.version());
          Catalogue.Chosen chosen = inventory.catalogue().chosenAdapters().get(name);
          if (chosen != null && chosen.version().equals(found.version())) {
            store.forget(activeFile(name), name);
          }
          inventory.refresh();
          return found;
        });
  }

  /// Takes out a base version that nobody leases.
  void removeBase(Found<BaseManifest> found) {
    change(
        "remove base " + found.name() + " " + found.version(),
        () -> {
          store.remove(BundleKind.BASE, found.name(), found.version());
          inventory.refresh();
          return found;
        });
  }

  /// @throws StorageException `found` lies in another root
  static void requireOwns(Found<?> found) {
    if (found.owner() != Catalogue.Owner.USER) {
      throw new StorageException(
          "remove " + found.name() + " " + found.version(),
          found.folder(),
          new AccessDeniedException(
              found.folder().toString(), null, "it belongs to the system, not to this user"));
    }
  }

  private <T> T change(String doing, BundleStore.Change<T> change) {
    try {
      return store.exclusively(change);
    } catch (IOException e) {
      inventory.refresh();
      throw new StorageException(doing, folder, e);
    } catch (UncheckedIOException e) {
      inventory.refresh();
      throw new StorageException(doing, folder, new IOException(e));
    }
  }

  private Path activeFile(String name) {
    return folder.resolve(BundleKind.ADAPTER.folder()).resolve(name).resolve(Catalogue.ACTIVE);
  }
}
