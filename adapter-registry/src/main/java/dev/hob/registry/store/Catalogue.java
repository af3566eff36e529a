// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.registry.RegistryRoots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// What lies in the roots at one moment: manifests, and which versions were chosen. Immutable;
/// bytes other than manifests are not looked at.
///
/// @param bases by name, then version, old to new, then root (embedded, system, user)
/// @param adapters in the same order
/// @param chosenBase the user root's choice, else the system's, else the embedded one's
/// @param chosenAdapters by name
public record Catalogue(
    List<Found<BaseManifest>> bases,
    List<Found<AdapterManifest>> adapters,
    Optional<String> chosenBase,
    Map<String, Chosen> chosenAdapters) {
  /// File that names the active version of an adapter, or `<name>/<version>` of the active base.
  public static final String ACTIVE = "active";

  /// Whose root a bundle lies in.
  public enum Owner {
    EMBEDDED,
    SYSTEM,
    USER
  }

  /// A folder in the place of a bundle.
  ///
  /// @param manifest empty if it could not be read
  /// @param broken why not
  /// @param bytes of all its files
  public record Found<M>(
      Owner owner,
      Path folder,
      String name,
      String version,
      Optional<M> manifest,
      String broken,
      long bytes) {
    public boolean is(String otherName, String otherVersion) {
      return name.equals(otherName) && version.equals(otherVersion);
    }
  }

  /// A choice by a person.
  ///
  /// @param at when it was made; later choices come first where several names share a role
  public record Chosen(Owner owner, String version, Instant at) {}

  /// Reads all roots. A root that does not exist is empty.
  public static Catalogue scan(RegistryRoots roots) {
    List<Found<BaseManifest>> bases = new ArrayList<>();
    List<Found<AdapterManifest>> adapters = new ArrayList<>();
    Map<String, Chosen> chosen = new TreeMap<>();
    Optional<String> chosenBase = Optional.empty();
    for (Owner owner : Owner.values()) {
      Optional<Path> root = root(roots, owner);
      if (root.isPresent()) {
        Path baseFolder = root.get().resolve(BundleKind.BASE.folder());
        Path adapterFolder = root.get().resolve(BundleKind.ADAPTER.folder());
        bases.addAll(bundles(owner, baseFolder, Catalogue::base));
        adapters.addAll(bundles(owner, adapterFolder, Catalogue::adapter));
        chosenBase = choice(baseFolder.resolve(ACTIVE)).or(same(chosenBase));
        for (Path name : folders(adapterFolder)) {
          Path file = name.resolve(ACTIVE);
          choice(file)
              .ifPresent(version ->
                  chosen.put(
                      name.getFileName().toString(), new Chosen(owner, version, time(file))));
        }
      }
    }
    return new Catalogue(ordered(bases), ordered(adapters), chosenBase, Map.copyOf(chosen));
  }

  private static <M> List<Found<M>> ordered(List<Found<M>> found) {
    return found.stream()
        .sorted(
            Comparator.<Found<M>, String>comparing(Found::name)
                .thenComparing(Found::version, Version.ORDER)
                .thenComparing(Found::owner))
        .toList();
  }

  /// The base that is in use: the chosen one if it is there and sound, else the highest version of
  /// the first root that has a sound one.
  public Optional<Found<BaseManifest>> activeBase() {
    Stream<Found<BaseManifest>> sound = bases.stream().filter(it -> it.manifest().isPresent());
    List<Found<BaseManifest>> candidates = sound.toList();
    return candidates.stream()
        .filter(it -> chosenBase.filter((it.name() + "/" + it.version())::equals).isPresent())
        .reduce((_, last) -> last)
        .or(() ->
            candidates.stream()
                .min(
                    Comparator.<Found<BaseManifest>, Owner>comparing(Found::owner)
                        .thenComparing(Found::version, Version.ORDER.reversed())
                        .thenComparing(Found::name)));
  }

  /// A sound base by `name/version`, or by `name`: the active one if it is called so, else the
  /// highest version; the person's own copy where several roots have it.
  public Optional<Found<BaseManifest>> base(String wanted) {
    Optional<Found<BaseManifest>> active = activeBase().filter(it -> it.name().equals(wanted));
    return active.or(() ->
        bases.stream()
            .filter(it -> it.manifest().isPresent())
            .filter(
                it -> it.name().equals(wanted) || (it.name() + "/" + it.version()).equals(wanted))
            .reduce((_, last) -> last));
  }

  /// Versions of an adapter that may come to use, the one to use first: the chosen one if it is
  /// there, else the highest of the first root that has one and is not the person's. Versions that
  /// a person installed come to use only by choice; the other stands in where the choice cannot be
  /// used.
  public List<Found<AdapterManifest>> inUse(String name) {
    List<Found<AdapterManifest>> versions =
        adapters.stream()
            .filter(it -> it.name().equals(name) && it.manifest().isPresent())
            .toList();
    Optional<Found<AdapterManifest>> choice =
        Optional.ofNullable(chosenAdapters.get(name))
            .flatMap(chosen ->
                versions.stream()
                    .filter(it -> it.version().equals(chosen.version()))
                    .reduce((_, last) -> last));
    Optional<Found<AdapterManifest>> standard =
        versions.stream()
            .filter(it -> it.owner() != Owner.USER)
            .min(
                Comparator.<Found<AdapterManifest>, Owner>comparing(Found::owner)
                    .thenComparing(Found::version, Version.ORDER.reversed()));
    return Stream.concat(choice.stream(), standard.stream()).distinct().toList();
  }

  /// All adapters of `role` that may come to use, the one to use first: the latest choice of a
  /// person, then the one that is called like the role, then by name.
  public List<Found<AdapterManifest>> ofRole(String role) {
    return adapters.stream()
        .map(Found::name)
        .distinct()
        .flatMap(name -> inUse(name).stream())
        .filter(it -> it.manifest().filter(manifest -> manifest.role().equals(role)).isPresent())
        .sorted(
            Comparator.<Found<AdapterManifest>, Instant>comparing(this::chosenAt)
                .reversed()
                .thenComparing(it -> !it.name().equals(role))
                .thenComparing(Found::name))
        .toList();
  }

  private Instant chosenAt(Found<AdapterManifest> found) {
    return Optional.ofNullable(chosenAdapters.get(found.name()))
        .filter(it -> it.owner() == Owner.USER && it.version().equals(found.version()))
        .map(Chosen::at)
        .orElse(Instant.EPOCH);
  }

  private static java.util.function.Supplier<Optional<String>> same(Optional<String> value) {
    return () -> value;
  }

  private static Optional<Path> root(RegistryRoots roots, Owner owner) {
    return switch (owner) {
      case EMBEDDED -> roots.embedded();
      case SYSTEM -> Optional.of(roots.system());
      case USER -> Optional.of(roots.user());
    };
  }

  /// Reads the manifest of one folder.
  private interface Reader<M> {
    M read(Path folder, String name, String version);
  }

  private static BaseManifest base(Path folder, String name, String version) {
    BaseManifest manifest = BaseManifest.read(folder);
    requirePlace(name, version, manifest.name(), manifest.version());
    return manifest;
  }

  private static AdapterManifest adapter(Path folder, String name, String version) {
    AdapterManifest manifest = AdapterManifest.read(folder);
    requirePlace(name, version, manifest.name(), manifest.version());
    return manifest;
  }

  private static void requirePlace(String name, String version, String said, String saidVersion) {
    if (!name.equals(said) || !version.equals(saidVersion)) {
      throw new CorruptBundleException(
          "manifest.json",
          -1,
          "is of " + said + " " + saidVersion + ", but lies in the folder " + name + "/" + version);
    }
  }

  private static <M> List<Found<M>> bundles(Owner owner, Path kind, Reader<M> reader) {
    List<Found<M>> found = new ArrayList<>();
    for (Path name : folders(kind)) {
      for (Path version : folders(name)) {
        found.add(
            found(
                owner,
                version,
                folder ->
                    reader.read(
                        folder, name.getFileName().toString(), folder.getFileName().toString())));
      }
    }
    return found;
  }

  private static <M> Found<M> found(Owner owner, Path folder, Function<Path, M> reader) {
    Path above = folder.getParent();
    String name = above == null ? "" : String.valueOf(above.getFileName());
    String version = String.valueOf(folder.getFileName());
    Optional<M> manifest = Optional.empty();
    String broken = "";
    try {
      manifest = Optional.of(reader.apply(folder));
    } catch (CorruptBundleException | IncompatibleBundleException e) {
      broken = String.valueOf(e.getMessage());
    }
    return new Found<>(owner, folder, name, version, manifest, broken, size(folder));
  }

  /// Folders inside `folder` in name order, those with a name that a bundle can have.
  private static List<Path> folders(Path folder) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path each : all) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
            && AdapterManifest.isName(each.getFileName().toString())) {
          folders.add(each);
        }
      }
    } catch (IOException e) {
      // Not there, or not ours to read: nothing in it can be used.
      return List.of();
    }
    folders.sort(Comparator.comparing(each -> each.getFileName().toString()));
    return folders;
  }

  private static Optional<String> choice(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) < 256
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Instant time(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  private static long size(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
