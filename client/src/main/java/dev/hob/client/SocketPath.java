// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where Hob's socket lies for this user.
final class SocketPath {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private SocketPath() {}

  /// `HOB_SOCKET`, else `$XDG_RUNTIME_DIR/hob/hob.sock`, else `/run/user/UID/hob/hob.sock` if that
  /// folder is ours alone.
  static Optional<Path> find(Map<String, String> environment) {
    String named = environment.getOrDefault("HOB_SOCKET", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    Path folder = runtime.isEmpty() ? null : Path.of(runtime);
    if (folder == null) {
      folder = ownRuntimeFolder().orElse(null);
    }
    return folder == null
        ? Optional.empty()
        : Optional.of(folder.resolve("hob").resolve("hob.sock"));
  }

  private static Optional<Path> ownRuntimeFolder() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Path folder = Path.of("/run/user", uid.toString());
      boolean ours =
          Files.isDirectory(folder)
              && uid.equals(Files.getAttribute(folder, "unix:uid"))
              && Files.getPosixFilePermissions(folder).stream().noneMatch(OTHERS::contains);
      return ours ? Optional.of(folder) : Optional.empty();
    } catch (IOException notReadable) {
      return Optional.empty();
    }
  }
}
