// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.testing;

import dev.hob.engine.EngineOptions;
import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.AdapterManifest.Recovery;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.Verified;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.policy.AdapterTrust;
import dev.hob.registry.GoldenCheck;
import dev.hob.registry.LocalRegistry;
import dev.hob.registry.RegistryOptions;
import dev.hob.registry.RegistryRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Roots below a temporary folder, filled with bundles of [TinyBase]: `embedded` for what comes
/// with the program, `system`, and `user`, which a registry writes.
public final class TinyRoots {
  /// Everything may be installed.
  public static final AdapterTrust OPEN = new AdapterTrust(false, Set.of(), true);

  /// A chat template over control tokens of the tiny vocabulary, with a system message.
  public static final String TURNS =
      "{% for m in messages %}{{ '<|in|>' + m.role + '\\n' + m.content + '<|/in|>\\n' }}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|out|>' }}{% endif %}";

  private final Path root;

  private TinyRoots(Path root) {
    this.root = root;
  }

  /// Empty roots.
  public static TinyRoots in(Path folder) {
    return new TinyRoots(folder);
  }

  /// A base and the adapters `summarize` and `proofread`, embedded, all with recovery.
  public static TinyRoots filled(Path folder) throws IOException {
    TinyRoots roots = new TinyRoots(folder);
    BaseManifest base = roots.base("embedded", TinyBase.seeded(7), true);
    roots.adapter("embedded", "summarize", "1.0.0", base, Recovery.INCLUDED, 11);
    roots.adapter("embedded", "proofread", "1.0.0", base, Recovery.BESIDE, 12);
    return roots;
  }

  public RegistryRoots roots() {
    return new RegistryRoots(
        Optional.of(root.resolve("embedded")), root.resolve("system"), root.resolve("user"));
  }

  /// Where things to install are made.
  public Path source(String name) {
    return root.resolve("sources").resolve(name);
  }

  /// Writes a base bundle into a root.
  ///
  /// @param owner `embedded`, `system` or `user`
  public BaseManifest base(String owner, TinyBase base, boolean recovery) throws IOException {
    return base(root.resolve(owner).resolve("bases/tiny/1.0.0"), base, "1.0.0", recovery);
  }

  /// Writes a base as an import leaves it into the user's root: unquantized, with a chat template
  /// or without any form of prompt.
  ///
  /// @param template turns between `<|in|>` and `<|/in|>` for [#TURNS]; empty = none
  public BaseManifest importedBase(String name, TinyBase base, Optional<String> template)
      throws IOException {
    Path folder = root.resolve("user/bases").resolve(name).resolve("1.0.0");
    BaseManifest written = base.writePlain(folder, TensorType.F32);
    return new BaseManifest(
            name,
            "1.0.0",
            "unknown",
            written.lineage(),
            "",
            written.architecture(),
            template.isPresent() ? List.of("chat") : List.of(),
            written.languages(),
            written.contextLength(),
            written.bitsPerWeight(),
            written.parameters(),
            "",
            template,
            Optional.empty())
        .seal(folder, TensorType.F32);
  }

  /// Writes a base bundle into any folder.
  public BaseManifest base(Path folder, TinyBase base, String version, boolean recovery)
      throws IOException {
    BaseManifest written = base.write(folder);
    if (recovery) {
      base.writeAdapter(folder.resolve("recovery"), 99, 4);
    }
    return new BaseManifest(
            written.name(),
            version,
            written.license(),
            written.lineage(),
            "",
            written.architecture(),
            written.promptForms(),
            written.languages(),
            written.contextLength(),
            written.bitsPerWeight(),
            written.parameters(),
            recovery ? "recovery/" : "")
        .seal(folder, TensorType.F32);
  }

  /// Writes an adapter bundle into a root; its role is its name.
  public AdapterManifest adapter(
      String owner, String name, String version, BaseManifest base, Recovery recovery, long seed)
      throws IOException {
    Path folder = root.resolve(owner).resolve("adapters").resolve(name).resolve(version);
    return adapter(folder, manifest(name, version, base, recovery), seed);
  }

  /// Writes an adapter bundle into any folder.
  public static AdapterManifest adapter(Path folder, AdapterManifest manifest, long seed)
      throws IOException {
    TinyBase.seeded(7).writeAdapter(folder, seed, manifest.rank());
    Files.writeString(folder.resolve("card.md"), "Random pairs, seed " + seed + ".\n");
    return manifest.seal(folder);
  }

  /// The manifest of an adapter of rank 4 whose role is its name.
  public static AdapterManifest manifest(
      String name, String version, BaseManifest base, Recovery recovery) {
    return new AdapterManifest(
        name,
        version,
        name,
        "native",
        base.lineage(),
        recovery == Recovery.INCLUDED ? base.digest() : "",
        recovery,
        4,
        "Apache-2.0",
        "",
        Optional.empty());
  }

  /// Opens a registry that lets everything in, with one engine thread.
  public LocalRegistry open(Ledger ledger) {
    return LocalRegistry.open(options(OPEN), ledger, GoldenCheck.UNCHECKED);
  }

  public RegistryOptions options(AdapterTrust trust) {
    return new RegistryOptions(
        roots(),
        () -> trust,
        new Verified(Clock.systemUTC()),
        () -> new EngineOptions(1, 4, 32, 16L << 20, 1L << 20, EngineOptions.Kernel.SCALAR),
        1L << 20,
        64L << 20);
  }
}
