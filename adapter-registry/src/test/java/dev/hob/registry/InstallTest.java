// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.AdapterManifest.Recovery;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.testing.TinyBase;
import dev.hob.registry.testing.TinyRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What may come in, and what an installation that fails leaves behind: nothing.
class InstallTest extends WithRegistry {
  @Test
  void installsABareFolderForTheActiveBase() throws IOException {
    Path source = roots.source("my-tone");
    TinyBase.seeded(7).writeAdapter(source, 21, 8);
    Files.writeString(source.resolve("optimizer.pt"), "large and useless");

    Installed installed = registry.install(source, InstallOptions.bare("tone"));

    assertEquals("my-tone", installed.name());
    assertTrue(installed.active());
    AdapterRecord record = record("my-tone", "1.0.0");
    assertEquals("local", record.trust());
    assertEquals("beside", record.recovery());
    assertEquals(8, record.rank());
    assertEquals(base.lineage(), record.lineage());
    Path folder = registry.show("my-tone", "1.0.0").folder();
    assertFalse(Files.exists(folder.resolve("optimizer.pt")));
    try (AdapterLease lease = registry.lease("tone").orElseThrow()) {
      assertEquals(2, lease.adapters().size());
    }
  }

  @Test
  void installedCopiesAreReadOnly() throws IOException {
    Path folder = installTone("1.0.0", 21);

    assertEquals("r-xr-xr-x", permissions(folder));
    assertEquals("r--r--r--", permissions(folder.resolve("manifest.json")));
  }

  @Test
  void aBareFolderNeedsARole() throws IOException {
    Path source = roots.source("my-tone");
    TinyBase.seeded(7).writeAdapter(source, 21, 8);

    IncompatibleBundleException e =
        assertThrows(
            IncompatibleBundleException.class,
            () -> registry.install(source, InstallOptions.bundle()));

    assertEquals("role", e.tensor());
    assertNothingStaged();
  }

  @Test
  void refusesAnAdapterOfAnotherLineageAndKeepsTheActiveOne() throws IOException {
    BaseManifest other = roots.base(root.resolve("other"), TinyBase.seeded(8), "1.0.0", false);
    Path source = bundle("summarize", "2.0.0", other, Recovery.BESIDE, 31);

    IncompatibleBundleException e =
        assertThrows(
            IncompatibleBundleException.class,
            () -> registry.install(source, InstallOptions.bundle()));

    assertEquals("base.lineage", e.tensor());
    assertEquals(other.lineage(), e.got());
    assertEquals("active", record("summarize", "1.0.0").state());
    assertEquals(2, registry.adapters().size());
    assertNothingStaged();
  }

  @Test
  void namesTheTensorThatDoesNotFit() throws IOException {
    Path source = roots.source("wide");
    var config = TinyBase.seeded(7).config();
    var wider =
        new dev.hob.engine.bundle.ModelConfig(
            config.family().architecture(),
            96,
            config.layers(),
            config.ffn(),
            config.heads(),
            config.kvHeads(),
            config.headDim(),
            config.vocabulary(),
            config.context(),
            config.normEpsilon(),
            config.attention().rope().theta(),
            config.block().headNorms(),
            config.tied(),
            config.endTokens().getFirst());
    TinyBase.seeded(7, wider).writeAdapter(source, 5, 4);

    IncompatibleBundleException e =
        assertThrows(
            IncompatibleBundleException.class,
            () -> registry.install(source, InstallOptions.bare("summarize")));

    assertTrue(e.tensor().contains("layers.0"), e::getMessage);
    assertEquals("[4, 64]", e.expected());
    assertEquals("[4, 96]", e.got());
  }

  @Test
  void aFileThatDoesNotMatchItsDigestIsRefused() throws IOException {
    Path source = bundle("tone", "1.0.0", base, Recovery.NONE, 31);
    Files.writeString(source.resolve("card.md"), "another card");

    CorruptBundleException e =
        assertThrows(
            CorruptBundleException.class, () -> registry.install(source, InstallOptions.bundle()));

    assertEquals("card.md", e.file());
    assertNothingStaged();
  }

  @Test
  void aVersionIsImmutable() throws IOException {
    installTone("1.0.0", 21);
    assertEquals("1.0.0", registry.install(roots.source("tone"), tone("1.0.0")).version());

    TinyBase.seeded(7).writeAdapter(roots.source("tone"), 22, 8);

    assertEquals(
        "version",
        assertThrows(
                IncompatibleBundleException.class,
                () -> registry.install(roots.source("tone"), tone("1.0.0")))
            .tensor());
  }

  @Test
  void aFullDiskLeavesEverythingAsItWas() throws IOException {
    // A folder that cannot be made, for a file stands in its place.
    Files.createDirectories(root.resolve("user"));
    Files.writeString(root.resolve("user/adapters"), "in the way");
    Path source = bundle("tone", "1.0.0", base, Recovery.NONE, 31);

    assertThrows(StorageException.class, () -> registry.install(source, InstallOptions.bundle()));

    assertNothingStaged();
    assertEquals(2, registry.adapters().size());
    Files.delete(root.resolve("user/adapters"));
    registry.install(source, InstallOptions.bundle());
    assertEquals(3, registry.adapters().size());
  }

  @Test
  void goldenCasesDecideOverAnInstallation() throws IOException {
    Path source = roots.source("tone");
    AdapterManifest plain = TinyRoots.manifest("tone", "1.0.0", base, Recovery.NONE);
    AdapterManifest golden =
        new AdapterManifest(
            plain.name(),
            plain.version(),
            plain.role(),
            plain.promptForm(),
            plain.lineage(),
            plain.trainedOn(),
            plain.recovery(),
            plain.rank(),
            plain.license(),
            "",
            Optional.of(new AdapterManifest.Golden("golden.jsonl", 0.9)));
    Files.createDirectories(source);
    Files.writeString(
        source.resolve("golden.jsonl"),
        "{\"input\": {\"text\": \"a\"}, \"expect\": {\"contains\": [\"a\"]}}\n".repeat(10));
    TinyRoots.adapter(source, golden, 3);
    assertEquals("unchecked", registry.install(source, InstallOptions.bundle()).golden());
    registry.remove("tone", "1.0.0", Duration.ZERO);

    try (LocalRegistry strict =
        LocalRegistry.open(
            roots.options(TinyRoots.OPEN),
            ledger,
            (_, _, _, cases) -> new GoldenCheck.Result.Ran(cases.size() - 2, cases.size()))) {
      IncompatibleBundleException e =
          assertThrows(
              IncompatibleBundleException.class,
              () -> strict.install(source, InstallOptions.bundle()));
      assertEquals("8 of 10", e.got());
    }
  }

  @Test
  void anAdapterThatHoldsAnotherPalettesRecoveryNeedsGoldenCases() throws IOException {
    Path source = roots.source("tone");
    AdapterManifest elsewhere =
        new AdapterManifest(
            "tone",
            "1.0.0",
            "tone",
            "native",
            base.lineage(),
            "sha256:" + "0".repeat(64),
            Recovery.INCLUDED,
            4,
            "Apache-2.0",
            "",
            Optional.empty());
    TinyRoots.adapter(source, elsewhere, 3);

    assertEquals(
        "base.trainedOn",
        assertThrows(
                IncompatibleBundleException.class,
                () -> registry.install(source, InstallOptions.bundle()))
            .tensor());
  }
}
