// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.AdapterManifest.Recovery;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is there, what is lent, and what goes.
class LocalRegistryTest extends WithRegistry {
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
}
