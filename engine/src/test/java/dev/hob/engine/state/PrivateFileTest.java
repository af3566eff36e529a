// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  private final Path folder;
  private final Path path;
  private final Path fresh;
  private final PrivateFile file;

  PrivateFileTest(@TempDir Path root) {
    folder = root.resolve("state");
    path = folder.resolve("rates");
    fresh = folder.resolve(".rates.new");
    file = new PrivateFile(path, "test 1", 1000);
  }

  private List<Path> inFolder() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private static String mode(Path of) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(of, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void whatIsWrittenIsReadAndNothingLiesBesideIt() throws IOException {
    assertEquals(Optional.empty(), file.read());
    file.write(List.of("one", "two"));
    file.write(List.of("three"));
    assertEquals(Optional.of(List.of("three")), file.read());
    assertEquals("rw-------", mode(path));
    assertEquals("rwx------", mode(folder));
    assertEquals(List.of(path), inFolder());
  }

  @Test
  void whatAKilledProcessLeftIsReplacedHoweverItsRightsAre() throws IOException {
    file.write(List.of("before"));
    Files.writeString(fresh, "half of a fi");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-rw-rw-"));
    file.write(List.of("after"));
    assertEquals(Optional.of(List.of("after")), file.read());
    assertEquals("rw-------", mode(path));
    assertEquals(List.of(path), inFolder());
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws IOException {
    file.write(List.of("before"));
    Path victim = Files.writeString(folder.resolveSibling("victim"), "untouched");
    Files.createSymbolicLink(fresh, victim);
    file.write(List.of("after"));
    assertEquals("untouched", Files.readString(victim));
    assertTrue(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    assertEquals(Optional.of(List.of("after")), file.read());
    Files.createSymbolicLink(fresh, folder.resolveSibling("nothing"));
    file.write(List.of("later"));
    assertFalse(Files.exists(folder.resolveSibling("nothing")));
    assertEquals(Optional.of(List.of("later")), file.read());
  }

  /// Who had it open could write into what is read later.
  @Test
  void aFileThatHasAnotherNameStaysThatNamesAlone() throws IOException {
    file.write(List.of("before"));
    Path other = Files.writeString(folder.resolveSibling("other"), "untouched");
    Files.createLink(fresh, other);
    file.write(List.of("after"));
    assertEquals("untouched", Files.readString(other));
    assertFalse(Files.isSameFile(other, path));
  }

  @Test
  void whereItCannotBeMadeWhatWasKeptStays() throws IOException {
    file.write(List.of("before"));
    Files.createDirectories(fresh.resolve("full"));
    file.write(List.of("after"));
    assertEquals(Optional.of(List.of("before")), file.read());
  }
}
