// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.Json;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.policy.AdapterTrust;
import dev.hob.registry.store.BundleKind;
import dev.hob.registry.store.BundleStore;
import dev.hob.registry.store.Catalogue;
import dev.hob.registry.store.Intake;
import dev.hob.registry.verify.BareAdapter;
import dev.hob.registry.verify.Fitness;
import dev.hob.registry.verify.GoldenFile;
import dev.hob.registry.verify.Trust;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Takes bundles in: copy to the staging folder, check everything there, then put it in place. One
/// at a time; whatever is wrong, the root is as it was.
final class Installer {
  private static final long MANIFEST_LIMIT = 1 << 20;

  private final RegistryOptions options;
  private final BundleStore store;
  private final Fitness fitness;
  private final Golden golden;

  Installer(RegistryOptions options, BundleStore store, Fitness fitness, Golden golden) {
    this.options = options;
    this.store = store;
    this.fitness = fitness;
    this.golden = golden;
  }

  /// Runs golden cases on the active base.
  @FunctionalInterface
  interface Golden {
    GoldenCheck.Result check(AdapterRecord adapter, Path folder, List<GoldenCase> cases);
  }

  /// What was put in place.
  record Placed(BundleKind kind, String name, String version, String digest, String golden) {}

  /// @param catalogue of this moment
  Placed install(Path source, InstallOptions told, Catalogue catalogue) throws IOException {
    Path staged = store.stage();
    try {
      Placed placed = stage(source, told, staged, catalogue);
      place(staged, placed, catalogue);
      return placed;
    } catch (IOException | RuntimeException e) {
      try {
        store.discard(staged);
      } catch (IOException left) {
        // The next change empties the staging folder.
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private Placed stage(Path source, InstallOptions told, Path staged, Catalogue catalogue)
      throws IOException {
    if (BareAdapter.is(source)) {
      return bare(source, told, staged, target(told, catalogue));
    }
    Intake.bundle(source, staged, options.maxBundleBytes());
    JsonNode manifest = Json.read(staged, AdapterManifest.FILE, MANIFEST_LIMIT);
    return switch (manifest.path("kind").asText()) {
      case "base" -> base(staged);
      case "adapter" -> adapter(staged, target(told, catalogue));
      default ->
          throw new IncompatibleBundleException(
              AdapterManifest.FILE, "kind", "base or adapter", manifest.path("kind").asText());
    };
  }

  private Placed bare(Path source, InstallOptions told, Path staged, Target target)
      throws IOException {
    String origin = String.valueOf(source.toAbsolutePath().normalize().getFileName());
    Trust.LOCAL.require(told.name().orElse(origin), trust());
    Intake.some(source, BareAdapter.FILES, staged, options.maxBundleBytes());
    AdapterManifest manifest =
        BareAdapter.seal(
            staged, origin, told, target.manifest(), ModelConfig.read(target.base().folder()));
    Trust.markLocal(staged);
    return checked(staged, manifest, Trust.LOCAL, target);
  }

  private Placed adapter(Path staged, Target target) throws IOException {
    AdapterManifest manifest = AdapterManifest.read(staged);
    manifest.verifyFiles(staged);
    Trust trust = bundleTrust(staged);
    trust.require(manifest.name(), trust());
    ModelConfig config = ModelConfig.read(target.base().folder());
    try (Adapter adapter = Adapter.open(staged, config, new Ledger())) {
      if (adapter.rank() != manifest.rank()) {
        throw new IncompatibleBundleException(
            AdapterManifest.FILE, "rank", String.valueOf(adapter.rank()), "" + manifest.rank());
      }
    } catch (IncompatibleBundleException e) {
      // Another lineage explains a wrong shape better than the shape does.
      throw lineage(manifest, target).orElse(e);
    }
    return checked(staged, manifest, trust, target);
  }

  private Placed checked(Path staged, AdapterManifest manifest, Trust trust, Target target) {
    lineage(manifest, target)
        .ifPresent(e -> {
          throw e;
        });
    String words = golden(staged, manifest, trust, target);
    fitness
        .mismatch(manifest, target.manifest())
        .ifPresent(e -> {
          throw e;
        });
    return new Placed(
        BundleKind.ADAPTER, manifest.name(), manifest.version(), manifest.digest(), words);
  }

  private Optional<IncompatibleBundleException> lineage(AdapterManifest manifest, Target target) {
    return fitness
        .mismatch(manifest, target.manifest())
        .filter(e -> e.tensor().equals("base.lineage"));
  }

  private String golden(Path staged, AdapterManifest manifest, Trust trust, Target target) {
    if (manifest.golden().isEmpty()) {
      return "none";
    }
    AdapterManifest.Golden wanted = manifest.golden().get();
    List<GoldenCase> cases = GoldenFile.read(staged, wanted.file());
    AdapterRecord record = Records.adapter(manifest, trust, 0, "staged");
    GoldenCheck.Result result =
        target.isActive()
            ? golden.check(record, staged, cases)
            : new GoldenCheck.Result.Unchecked();
    fitness.ran(manifest, target.manifest(), result);
    return switch (result) {
      case GoldenCheck.Result.Unchecked() -> "unchecked";
      case GoldenCheck.Result.Ran ran -> {
        if (ran.share() < wanted.mustPass()) {
          throw new IncompatibleBundleException(
              wanted.file(),
              "cases passed",
              "a share of " + wanted.mustPass(),
              ran.passed() + " of " + ran.total());
        }
        yield ran.passed() + " of " + ran.total();
      }
    };
  }

  private Placed base(Path staged) throws IOException {
    BaseManifest manifest;
    try (Base base = Base.open(staged, new Ledger())) {
      manifest = base.manifest();
      if (!manifest.recovery().isEmpty()) {
        Path recovery = staged.resolve(manifest.recovery());
        Adapter.open(recovery, base.config(), new Ledger()).close();
      }
    }
    if (!AdapterManifest.isName(manifest.name()) || !AdapterManifest.isName(manifest.version())) {
      throw new CorruptBundleException(
          AdapterManifest.FILE, -1, "name or version cannot name a folder");
    }
    bundleTrust(staged).require(manifest.name(), trust());
    return new Placed(
        BundleKind.BASE, manifest.name(), manifest.version(), manifest.digest(), "none");
  }

  /// A version is immutable: the same bytes again are no change, others are refused.
  private void place(Path staged, Placed placed, Catalogue catalogue) throws IOException {
    Optional<String> there =
        placed.kind() == BundleKind.BASE
            ? digestOf(catalogue.bases(), placed, BaseManifest::digest)
            : digestOf(catalogue.adapters(), placed, AdapterManifest::digest);
    if (there.filter(placed.digest()::equals).isPresent()) {
      store.discard(staged);
      return;
    }
    if (there.isPresent()) {
      throw new IncompatibleBundleException(
          AdapterManifest.FILE,
          "version",
          "one that is not installed yet",
          placed.version() + " of " + placed.name() + ", which is installed with other contents");
    }
    try {
      store.place(staged, placed.kind(), placed.name(), placed.version());
    } catch (FileAlreadyExistsException e) {
      throw new IncompatibleBundleException(
          AdapterManifest.FILE,
          "version",
          "one whose folder is free",
          placed.version() + ", whose folder holds something that is no sound bundle; remove it");
    }
  }

  private static <M> Optional<String> digestOf(
      List<Catalogue.Found<M>> found,
      Placed placed,
      java.util.function.Function<M, String> digest) {
    return found.stream()
        .filter(it -> it.is(placed.name(), placed.version()) && it.manifest().isPresent())
        .map(it -> digest.apply(it.manifest().orElseThrow()))
        .findFirst();
  }

  private static Target target(InstallOptions told, Catalogue catalogue) {
    Catalogue.Found<BaseManifest> base = base(told, catalogue);
    Optional<Catalogue.Found<BaseManifest>> active = catalogue.activeBase();
    return new Target(base, active.filter(it -> it.is(base.name(), base.version())).isPresent());
  }

  /// What an adapter is installed for.
  ///
  /// @param isActive whether it is the base in use
  private record Target(Catalogue.Found<BaseManifest> base, boolean isActive) {
    BaseManifest manifest() {
      return base.manifest().orElseThrow();
    }
  }

  /// The base that an adapter is for: the named one, else the active one.
  private static Catalogue.Found<BaseManifest> base(InstallOptions told, Catalogue catalogue) {
    List<String> known = catalogue.bases().stream().map(Catalogue.Found::name).distinct().toList();
    if (told.base().isEmpty()) {
      return catalogue
          .activeBase()
          .orElseThrow(() -> new UnknownBundleException("base", "(active)", known));
    }
    String name = told.base().get();
    Optional<Catalogue.Found<BaseManifest>> active =
        catalogue.activeBase().filter(it -> it.name().equals(name));
    return active
        .or(() ->
            catalogue.bases().stream()
                .filter(it -> it.name().equals(name) && it.manifest().isPresent())
                .reduce((_, last) -> last))
        .orElseThrow(() -> new UnknownBundleException("base", name, known));
  }

  /// The word `local` in a bundle from elsewhere is nobody's signature.
  private Trust bundleTrust(Path staged) throws IOException {
    Trust trust = Trust.of(staged, trust());
    if (trust == Trust.LOCAL) {
      Files.deleteIfExists(staged.resolve("manifest.sig"));
      return Trust.UNSIGNED;
    }
    return trust;
  }

  private AdapterTrust trust() {
    return options.trust().get();
  }
}
