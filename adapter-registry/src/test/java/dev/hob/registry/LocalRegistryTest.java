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
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.registry.testing.TinyRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryTest {
  @TempDir private Path root;
  private final Ledger ledger = new Ledger();
  private TinyRoots roots;
  private BaseManifest base;
  private LocalRegistry registry;

  @BeforeEach
  void open() throws IOException {
    roots = TinyRoots.filled(root);
    base = BaseManifest.read(root.resolve("embedded/bases/tiny/1.0.0"));
    registry = roots.open(ledger);
  }

  @AfterEach
  void everythingIsGivenBack() {
    registry.close();
    assertEquals(0, ledger.total(), () -> ledger.snapshot().toString());
  }

  @Test
  void listsWhatComesWithTheProgram() {
    assertEquals(
        List.of("proofread 1.0.0 active system", "summarize 1.0.0 active system"),
        registry.adapters().stream()
            .map(it -> it.name() + " " + it.version() + " " + it.state() + " " + it.trust())
            .toList());
    assertEquals("active", registry.bases().getFirst().state());
  }

  @Test
  void anAdapterRunsAloneOrWithTheRecoveryAdapterBesideIt() {
    try (AdapterLease included = registry.lease("summarize").orElseThrow();
        AdapterLease beside = registry.lease("proofread").orElseThrow();
        AdapterLease bare = registry.lease("").orElseThrow()) {
      assertEquals(1, included.adapters().size());
      assertEquals(2, beside.adapters().size());
      assertEquals(1, bare.adapters().size());
      assertTrue(beside.adapters().get(1) == bare.adapters().getFirst());
      assertEquals("", bare.record().role());
    }
    assertTrue(registry.lease("dance").isEmpty());
  }

  @Test
  void aSecondLeaseCostsNoMemory() {
    try (AdapterLease first = registry.lease("summarize").orElseThrow()) {
      long once = ledger.total();
      try (AdapterLease second = registry.lease("summarize").orElseThrow()) {
        assertEquals(once, ledger.total());
        assertTrue(first.adapters().getFirst() == second.adapters().getFirst());
      }
      assertEquals(0, registry.evictIdle(Long.MAX_VALUE));
      assertEquals(once, ledger.total());
    }
    long held = ledger.bytes(Ledger.Owner.ADAPTERS);
    assertTrue(held > 0);
    assertEquals(held, registry.evictIdle(1));
    assertEquals(0, ledger.total());
  }

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
  void aNewVersionWaitsUntilItIsActivated() throws IOException {
    Path source = bundle("summarize", "1.1.0", base, Recovery.INCLUDED, 31);

    Installed installed = registry.install(source, InstallOptions.bundle());

    assertFalse(installed.active());
    assertEquals("installed", record("summarize", "1.1.0").state());
    try (AdapterLease lease = registry.lease("summarize").orElseThrow()) {
      assertEquals("1.0.0", lease.record().version());
      registry.activate("summarize", "1.1.0");
      try (AdapterLease next = registry.lease("summarize").orElseThrow()) {
        assertEquals("1.1.0", next.record().version());
        assertFalse(
            next.adapters().getFirst().digest().equals(lease.adapters().getFirst().digest()));
      }
    }
    assertEquals("installed", record("summarize", "1.0.0").state());
    registry.activate("summarize", "1.0.0");
    assertEquals("active", record("summarize", "1.0.0").state());
  }

  @Test
  void listsVersionsFromOldToNew() throws IOException {
    for (String version : List.of("1.10.0", "1.9.0", "0.9.0")) {
      registry.install(
          bundle("summarize", version, base, Recovery.INCLUDED, 31), InstallOptions.bundle());
    }

    assertEquals(
        List.of("0.9.0", "1.0.0", "1.9.0", "1.10.0"),
        registry.adapters().stream()
            .filter(it -> it.name().equals("summarize"))
            .map(AdapterRecord::version)
            .toList());
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
  void aDamagedCopyIsNotLentAndListedWithTheReason() throws IOException {
    installTone("1.0.0", 21);
    Path weights = registry.show("tone", "1.0.0").folder().resolve("adapter_model.safetensors");
    Files.setPosixFilePermissions(weights, PosixFilePermissions.fromString("rw-r--r--"));
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);

    assertTrue(registry.lease("tone").isEmpty());

    assertTrue(record("tone", "1.0.0").state().contains("adapter_model.safetensors"));
    assertEquals(
        "adapter_model.safetensors",
        assertThrows(CorruptBundleException.class, () -> registry.verify("tone", "1.0.0")).file());
  }

  @Test
  void anUnusableChoiceFallsBackToWhatCameWithTheProgram() throws IOException {
    registry.install(
        bundle("summarize", "1.1.0", base, Recovery.INCLUDED, 31), InstallOptions.bundle());
    registry.activate("summarize", "1.1.0");
    Path manifest = registry.show("summarize", "1.1.0").folder().resolve("manifest.json");
    Files.setPosixFilePermissions(manifest, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(manifest, "{");
    registry.refresh();

    try (AdapterLease lease = registry.lease("summarize").orElseThrow()) {
      assertEquals("1.0.0", lease.record().version());
    }
    assertTrue(record("summarize", "1.1.0").state().contains("manifest.json"));
  }

  @Test
  void removesOnlyWhatIsNotLeased() throws IOException {
    Path folder = installTone("1.0.0", 21);
    AdapterLease lease = registry.lease("tone").orElseThrow();

    BundleInUseException e =
        assertThrows(
            BundleInUseException.class,
            () -> registry.remove("tone", "1.0.0", Duration.ofMillis(1)));

    assertEquals(1, e.leases());
    assertTrue(Files.exists(folder));
    Thread.ofVirtual().start(lease::close);
    registry.remove("tone", "1.0.0", Duration.ofSeconds(20));
    assertFalse(Files.exists(folder));
    assertTrue(registry.lease("tone").isEmpty());
    assertThrows(UnknownBundleException.class, () -> registry.show("tone", "1.0.0"));
    assertNothingStaged();
  }

  @Test
  void whatBelongsToTheSystemCannotBeRemoved() {
    assertThrows(
        StorageException.class, () -> registry.remove("summarize", "1.0.0", Duration.ZERO));
    assertEquals("active", record("summarize", "1.0.0").state());
  }

  @Test
  void aChangeOfAnotherProcessIsSeen() throws IOException {
    try (LocalRegistry other = roots.open(new Ledger())) {
      other.install(bundle("tone", "1.0.0", base, Recovery.NONE, 31), InstallOptions.bundle());
    }
    try (AdapterLease lease = registry.lease("tone").orElseThrow()) {
      assertEquals("tone", lease.record().name());
    }
  }

  @Test
  void adaptersOfAnOldBaseAreListedWithTheReason() throws IOException {
    Path next = roots.source("next");
    BaseManifest other = roots.base(next, TinyBase.seeded(8), "2.0.0", false);
    Installed installed = registry.install(next, InstallOptions.bundle());
    assertFalse(installed.active());

    registry.activateBase("tiny", "2.0.0");

    assertTrue(registry.lease("summarize").isEmpty());
    assertTrue(record("summarize", "1.0.0").state().contains(other.lineage()));
    assertTrue(registry.lease("").orElseThrow().adapters().isEmpty());
    registry.activateBase("tiny", "1.0.0");
    registry.removeBase("tiny", "2.0.0");
    assertEquals(1, registry.bases().size());
    assertEquals("active", record("summarize", "1.0.0").state());
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

  private AdapterRecord record(String name, String version) {
    return registry.adapters().stream()
        .filter(it -> it.name().equals(name) && it.version().equals(version))
        .findFirst()
        .orElseThrow();
  }

  private static InstallOptions tone(String version) {
    return InstallOptions.bare("tone").withName("tone").withVersion(version);
  }

  private Path installTone(String version, long seed) throws IOException {
    TinyBase.seeded(7).writeAdapter(roots.source("tone"), seed, 8);
    registry.install(roots.source("tone"), tone(version));
    return registry.show("tone", version).folder();
  }

  private Path bundle(String name, String version, BaseManifest on, Recovery recovery, long seed)
      throws IOException {
    Path source = roots.source(name + "-" + version);
    TinyRoots.adapter(source, TinyRoots.manifest(name, version, on, recovery), seed);
    return source;
  }

  private void assertNothingStaged() throws IOException {
    Path staging = root.resolve("user/.staging");
    if (Files.exists(staging)) {
      try (var left = Files.list(staging)) {
        assertEquals(List.of(), left.toList());
      }
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
