// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseTest {
  @TempDir Path folder;
  private final Ledger ledger = new Ledger();

  @Test
  void opensPalettizedAndPlainAndGivesEverythingBack() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    BaseManifest written = tiny.write(folder.resolve("p"));
    tiny.writePlain(folder.resolve("f"), TensorType.F32);
    try (Base palettized = Base.open(folder.resolve("p"), ledger);
        Base plain = Base.open(folder.resolve("f"), ledger)) {
      assertEquals(written, palettized.manifest());
      assertTrue(palettized.palettized());
      assertFalse(plain.palettized());
      assertEquals(plain.manifest().lineage(), palettized.manifest().lineage());
      assertNotEquals(plain.manifest().digest(), palettized.manifest().digest());
      assertTrue(palettized.manifest().bitsPerWeight() < 6);
      assertEquals(palettized.mappedBytes() + plain.mappedBytes(), ledger.bytes(Ledger.Owner.BASE));
    }
    assertEquals(0, ledger.total());
  }

  @Test
  void aChangedByteIsFoundByTheDigestAndTheFileIsNamed() throws IOException {
    TinyBase.seeded(7).write(folder);
    byte[] bytes = Files.readAllBytes(folder.resolve(WeightsFile.FILE));
    bytes[bytes.length / 2] ^= 4;
    Files.write(folder.resolve(WeightsFile.FILE), bytes);
    var refusal = assertThrows(CorruptBundleException.class, () -> Base.open(folder, ledger));
    assertEquals(WeightsFile.FILE, refusal.file());
    assertEquals(0, ledger.total());
  }

  /// A forged stamp shows that nothing is hashed where one counts; none can be forged from outside.
  @Test
  void whatIsKnownIsNotHashed() throws IOException {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
    BaseManifest manifest = TinyBase.seeded(7).write(folder);
    Files.writeString(folder.resolve("card.md"), "not what the manifest lists");
    Verified verified = new Verified(later);
    assertThrows(CorruptBundleException.class, () -> Base.open(folder, ledger, verified));

    verified.look(folder).keep(Verified.Claim.BUNDLE, "sha256:" + "0".repeat(64));
    assertThrows(CorruptBundleException.class, () -> Base.open(folder, ledger, verified));
    verified.look(folder).keep(Verified.Claim.BUNDLE, manifest.digest());

    Base.open(folder, ledger, verified).close();
    assertThrows(CorruptBundleException.class, () -> Base.open(folder, ledger));
  }

  @Test
  void aFileThatTheManifestDoesNotListIsRefused() throws IOException {
    TinyBase.seeded(7).write(folder);
    Files.writeString(folder.resolve("extra"), "x");
    assertEquals(
        "extra",
        assertThrows(CorruptBundleException.class, () -> Base.open(folder, ledger)).file());
  }

  @Test
  void theSameSeedGivesTheSameDigest() throws IOException {
    assertEquals(
        TinyBase.seeded(3).write(folder.resolve("a")).digest(),
        TinyBase.seeded(3).write(folder.resolve("b")).digest());
  }

  @Test
  void opensAdaptersOfEveryWidthAndCountsTheirBytes() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("b"));
    for (TensorType type : new TensorType[] {TensorType.BF16, TensorType.F16, TensorType.F32}) {
      Path path = folder.resolve("a" + type);
      tiny.writeAdapter(path, 1, 5, type);
      try (Base base = Base.open(folder.resolve("b"), ledger);
          Adapter adapter = Adapter.open(path, base, ledger)) {
        assertEquals(5, adapter.rank());
        assertEquals(adapter.bytes(), ledger.bytes(Ledger.Owner.ADAPTERS));
        assertEquals(2f, adapter.pair(1, Projection.DOWN).orElseThrow().scaling());
      }
    }
    assertEquals(0, ledger.total());
  }
}
