// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.testing.PageCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
  @TempDir private Path root;
  private Path staged;

  @BeforeEach
  void stage() throws IOException {
    staged = Files.createDirectories(root.resolve("user/.staging/x"));
  }

  @Test
  void takesAStoredArchive() throws IOException {
    Path archive = archive(ZipEntry.STORED, "manifest.json", "recovery/adapter_config.json");

    Intake.bundle(archive, staged, 1000);

    assertEquals("content of manifest.json", Files.readString(staged.resolve("manifest.json")));
    assertTrue(Files.exists(staged.resolve("recovery/adapter_config.json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/evil",
        "..",
        "a/./b",
        ".hidden",
        "a\\..\\b",
        "a//b",
        "a/b/c/d/e",
        "nul\u0000l",
        "C:evil"
      })
  void noNameLeavesTheBundle(String name) throws IOException {
    Path archive = archive(ZipEntry.STORED, name);

    assertThrows(CorruptBundleException.class, () -> Intake.bundle(archive, staged, 1000));

    assertEquals(List.of(), filesBelow(staged));
    assertTrue(Files.notExists(root.resolve("user/evil")));
    assertTrue(Files.notExists(root.resolve("user/.staging/evil")));
  }

  @Test
  void aCompressedArchiveIsRefused() throws IOException {
    Path archive = archive(ZipEntry.DEFLATED, "manifest.json");

    assertThrows(CorruptBundleException.class, () -> Intake.bundle(archive, staged, 1000));
  }

  @Test
  void whatIsLargerThanAllowedIsRefused() throws IOException {
    Path archive = archive(ZipEntry.STORED, "a", "b", "c");

    assertThrows(CorruptBundleException.class, () -> Intake.bundle(archive, staged, 25));
  }

  @Test
  void whatIsNotThereIsToldAsThat() {
    CorruptBundleException e =
        assertThrows(
            CorruptBundleException.class,
            () -> Intake.bundle(root.resolve("none.hobadapter"), staged, 1000));

    assertEquals("none.hobadapter", e.file());
    assertTrue(e.bound().contains("no such file"));
  }

  @Test
  void linksInAFolderAreRefused() throws IOException {
    Path source = Files.createDirectories(root.resolve("source"));
    Path secret = Files.writeString(root.resolve("secret"), "secret");
    Files.createSymbolicLink(source.resolve("adapter_config.json"), secret);

    CorruptBundleException e =
        assertThrows(CorruptBundleException.class, () -> Intake.bundle(source, staged, 1000));

    assertEquals("adapter_config.json", e.file());
    assertThrows(
        CorruptBundleException.class,
        () -> Intake.some(source, List.of("adapter_config.json"), staged, 1000));
  }

  @Test
  void aDamagedArchiveIsAlwaysATypedError() throws IOException {
    byte[] sound = Files.readAllBytes(archive(ZipEntry.STORED, "manifest.json", "card.md"));
    Random random = new Random(3);
    Path damaged = root.resolve("damaged.hobadapter");
    for (int i = 0; i < 300; i++) {
      byte[] bytes = sound.clone();
      if (random.nextBoolean()) {
        bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(damaged, bytes);
      Path folder = Files.createDirectories(root.resolve("try/" + i));
      try {
        Intake.bundle(damaged, folder, 1000);
      } catch (CorruptBundleException e) {
        assertTrue(!e.bound().isBlank());
      }
    }
  }

  @Test
  void largeFilesOfABundleLieInLargePagesHoweverTheyComeIn() throws IOException {
    PageCache.assumeLargePages(root);
    byte[] weights = new byte[2 * PageCache.LARGE + 4099];
    new Random(11).nextBytes(weights);
    Path source = Files.createDirectories(root.resolve("source"));
    Files.write(source.resolve("weights"), weights);
    Path archive = root.resolve("large.hobadapter");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      put(zip, ZipEntry.STORED, "weights", weights);
    }

    for (Path from : List.of(source, archive)) {
      Path to = staged.resolve(from.getFileName());
      Intake.bundle(from, to, weights.length);
      assertArrayEquals(weights, Files.readAllBytes(to.resolve("weights")));
      PageCache.assertInLargePages(to.resolve("weights"), root);
    }
  }

  private Path archive(int method, String... names) throws IOException {
    Path archive = root.resolve("bundle.hobadapter");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (String name : names) {
        byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
        put(zip, method, name, content);
      }
    }
    return archive;
  }

  private static void put(ZipOutputStream zip, int method, String name, byte[] content)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    zip.putNextEntry(entry);
    zip.write(content);
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
