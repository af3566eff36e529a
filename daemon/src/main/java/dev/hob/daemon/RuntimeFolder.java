// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/// The folder of the socket and the lock: `hob` below `$XDG_RUNTIME_DIR`, mode 0700, ours.
///
/// @param path `…/hob`
/// @param standIn it lies in a fresh folder, because there is no runtime folder; where it is must
///   be told
public record RuntimeFolder(Path path, boolean standIn) {
  private static final Set<PosixFilePermission> OURS_ALONE =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(OURS_ALONE);

  Path socket() {
    return path.resolve("hob.sock");
  }

  Path lock() {
    return path.resolve("hob.lock");
  }

  /// `$XDG_RUNTIME_DIR`, else `/run/user/UID` if it is ours alone, else a fresh folder.
  ///
  /// @throws StartException the folder belongs to somebody else, or cannot be made
  static RuntimeFolder find(Map<String, String> environment, long uid) {
    String named = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    Path usual = Path.of("/run/user", Long.toString(uid));
    try {
      if (!named.isEmpty()) {
        return new RuntimeFolder(ours(Path.of(named).resolve("hob"), uid), false);
      }
      if (isOurs(usual, uid)) {
        return new RuntimeFolder(ours(usual.resolve("hob"), uid), false);
      }
      Path fresh = Files.createTempDirectory("hob-run-", MODE);
      return new RuntimeFolder(ours(fresh.resolve("hob"), uid), true);
    } catch (IOException e) {
      throw new StartException(
          StartException.STORAGE, "the folder for the socket cannot be made: " + e.getMessage());
    }
  }

  private static Path ours(Path folder, long uid) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(folder, MODE);
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || owner(folder) != uid) {
      throw new StartException(
          StartException.STORAGE, folder + " is not a folder of this user; remove it");
    }
    Files.setPosixFilePermissions(folder, OURS_ALONE);
    return folder;
  }

  private static boolean isOurs(Path folder, long uid) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && owner(folder) == uid
        && Files.getPosixFilePermissions(folder).equals(OURS_ALONE);
  }

  private static long owner(Path folder) throws IOException {
    return ((Number) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
  }
}
