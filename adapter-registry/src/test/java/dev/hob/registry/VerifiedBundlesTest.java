// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.Verified;
import dev.hob.registry.testing.TinyRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is kept of bundles that were hashed, and when they are hashed again.
class VerifiedBundlesTest extends WithRegistry {
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

  private Path stamps;
  private Path tone;

  @BeforeEach
  void install() throws IOException {
    stamps = root.resolve("state").resolve("verified");
    tone = installTone("1.0.0", 3);
    again();
  }

  @Test
  void whatServesIsHashedOnceForAllProcesses() throws IOException {
    serve();
    assertEquals(List.of("adapter", "adapter", "bundle", "bundle"), claims());
    FileTime written = Files.getLastModifiedTime(stamps);
    String before = Files.readString(stamps);

    again();
    serve();

    assertEquals(before, Files.readString(stamps));
    assertEquals(written, Files.getLastModifiedTime(stamps));
  }

  @Test
  void anAdapterThatWasChangedInItsPlaceServesNoMore() throws IOException {
    serve();
    again();
    changeByte(tone.resolve("adapter_model.safetensors"));

    assertEquals(Optional.empty(), registry.lease("tone", Optional.empty()));
  }

  @Test
  void aBaseThatWasChangedInItsPlaceServesNoMore() throws IOException {
    serve();
    again();
    changeByte(root.resolve("embedded/bases/tiny/1.0.0/weights.safetensors"));

    assertThrows(CorruptBundleException.class, () -> registry.leaseBase(Optional.empty()));
  }

  @Test
  void verifyingBelievesNothingAndKeepsWhatItFinds() throws IOException {
    registry.verify("tone", "1.0.0");
    registry.verifyBase("tiny", "1.0.0");
    assertEquals(List.of("adapter", "bundle", "bundle"), claims());

    changeByte(tone.resolve("adapter_model.safetensors"));
    changeByte(root.resolve("embedded/bases/tiny/1.0.0/weights.safetensors"));

    assertThrows(CorruptBundleException.class, () -> registry.verify("tone", "1.0.0"));
    assertThrows(CorruptBundleException.class, () -> registry.verifyBase("tiny", "1.0.0"));
    assertEquals(List.of(), claims());
  }

  /// As the next process would.
  private void again() {
    registry.close();
    RegistryOptions usual = roots.options(TinyRoots.OPEN);
    registry =
        LocalRegistry.open(
            new RegistryOptions(
                usual.roots(),
                usual.trust(),
                new Verified(LATER, stamps),
                usual.engine(),
                usual.idleAdapterBytes(),
                usual.maxBundleBytes()),
            ledger,
            GoldenCheck.UNCHECKED);
  }

  private void serve() {
    registry.leaseBase(Optional.empty()).close();
    registry.lease("tone", Optional.empty()).orElseThrow().close();
  }

  private List<String> claims() throws IOException {
    return Files.readAllLines(stamps).stream()
        .map(line -> line.split(" ")[1])
        .filter(claim -> claim.equals("bundle") || claim.equals("adapter"))
        .sorted()
        .toList();
  }

  /// Under the old date, as a careful forger would.
  private static void changeByte(Path file) throws IOException {
    FileTime date = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(file, bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    Files.setLastModifiedTime(file, date);
    assertTrue(Files.getLastModifiedTime(file).equals(date));
  }
}
