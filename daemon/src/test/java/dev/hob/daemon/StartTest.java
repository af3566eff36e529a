// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.EngineOptions;
import dev.hob.features.ShippedDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens before anything listens.
class StartTest {
  @TempDir Path folder;

  @Test
  void theFolderIsMadeForItsUserAlone() throws IOException {
    RuntimeFolder runtime = find();

    assertEquals(folder.resolve("hob"), runtime.path());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(runtime.path())));
    assertFalse(runtime.standIn());
  }

  @Test
  void anOpenFolderIsClosedToOthers() throws IOException {
    Path open = Files.createDirectory(folder.resolve("hob"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    find();

    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(open)));
  }

  @Test
  void aLinkInPlaceOfTheFolderIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("hob"), elsewhere);

    StartException refused = assertThrows(StartException.class, this::find);
    assertEquals(StartException.STORAGE, refused.exitCode());
  }

  @Test
  void anotherUsersFolderIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("hob"));
    long another = uid() + 1;

    assertThrows(
        StartException.class,
        () -> RuntimeFolder.find(Map.of("XDG_RUNTIME_DIR", folder.toString()), another));
  }

  @Test
  void aStaleSocketGoesWithTheLock() throws IOException {
    RuntimeFolder runtime = find();
    Files.createFile(runtime.socket());

    try (InstanceLock _ = InstanceLock.take(runtime)) {
      assertFalse(Files.exists(runtime.socket()));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(runtime.lock())));
    }
  }

  @Test
  void kernelsAreChosenByNameAndAnotherNameIsRefused() {
    assertEquals(EngineOptions.Kernel.VECTOR, settings("vector").kernels());

    StartException refused = assertThrows(StartException.class, () -> settings("fast"));
    assertTrue(refused.getMessage().contains("expected best, c, vector or scalar"));
  }

  private Settings settings(String kernels) {
    return Settings.of(
        Map.of("HOME", folder.toString(), "HOB_KERNELS", kernels), Optional.of(folder));
  }

  @Test
  void ofTwoFilesAboutOneBaseTheFirstCounts() throws IOException {
    Path one = ships("one", "sha256:a", "model");
    Path two = ships("two", "sha256:a", "helper");
    Ships ships = new Ships(List.of(one, two, folder));

    assertEquals("MODEL", ships.on("sha256:a").writer("summarize").name());
    assertEquals(ShippedDefaults.HELPERS, ships.on("sha256:b"));
  }

  @Test
  void theEnvironmentNamesAllFolders() {
    Settings settings =
        Settings.of(
            Map.of(
                "HOME",
                "/home/x",
                "XDG_RUNTIME_DIR",
                folder.toString(),
                "XDG_STATE_HOME",
                "/state",
                "HOB_BUNDLES",
                folder + ":/does/not/exist"),
            Optional.empty());

    assertEquals(Path.of("/state/hob"), settings.state());
    assertEquals(Path.of("/home/x/.local/share/hob"), settings.data());
    assertEquals(List.of(folder), settings.bundles());
    assertTrue(settings.applicationFolders().contains(Path.of("/usr/share/applications")));
  }

  private Path ships(String name, String base, String writer) throws IOException {
    Path root = Files.createDirectory(folder.resolve(name));
    Files.writeString(
        root.resolve("ships.json"),
        "{\"base\":\"" + base + "\",\"ships\":{\"summarize\":\"" + writer + "\"}}");
    return root;
  }

  private RuntimeFolder find() throws IOException {
    return RuntimeFolder.find(Map.of("XDG_RUNTIME_DIR", folder.toString()), uid());
  }

  private static long uid() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }
}
