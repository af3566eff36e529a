// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.caller;

import dev.hob.policy.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Names the application behind a process id that the kernel or the bus vouched for. From strong to
/// weak: the sandbox's own file or kernel label, the systemd unit whose desktop file exists, the
/// executable. A process in another user namespace than ours is in some sandbox that we do not
/// know: only the user is certain then.
///
/// A process id may be given to another process while it is read, so the start time (field 22 of
/// `stat`) is compared before and after; where it differs only the user is certain. Immutable,
/// thread-safe; a look-up reads at most five small files.
public final class CallerFinder {
  private static final int MOST_BYTES = 64 * 1024;
  private static final int START_TIME = 22;

  private final Path proc;
  private final List<Path> applicationFolders;

  /// @param proc `/proc`
  /// @param applicationFolders where desktop files lie
  public CallerFinder(Path proc, List<Path> applicationFolders) {
    this.proc = proc;
    this.applicationFolders = List.copyOf(applicationFolders);
  }

  /// @param pid 0 or less where it is not known
  public Caller find(long uid, long pid) {
    Caller user = new Caller("unknown", uid, pid > 0 ? pid : -1, Caller.Trust.USER);
    if (pid <= 0) {
      return user;
    }
    Path process = proc.resolve(Long.toString(pid));
    Optional<String> before = startTime(process);
    Caller found =
        sandbox(process, uid, pid)
            .or(() -> snap(process, uid, pid))
            .or(() -> isElsewhere(process) ? Optional.of(user) : Optional.empty())
            .or(() -> unit(process, uid, pid))
            .or(() -> program(process, uid, pid))
            .orElse(user);
    return before.isPresent() && before.equals(startTime(process)) ? found : user;
  }

  private Optional<Caller> sandbox(Path process, long uid, long pid) {
    return read(process.resolve("root/.flatpak-info"))
        .flatMap(AppId::ofFlatpak)
        .map(app -> new Caller(app, uid, pid, Caller.Trust.CONFINED));
  }

  private static Optional<Caller> snap(Path process, long uid, long pid) {
    return read(process.resolve("attr/current"))
        .flatMap(AppId::ofSnap)
        .map(app -> new Caller(app, uid, pid, Caller.Trust.CONFINED));
  }

  private boolean isElsewhere(Path process) {
    Optional<Path> own = link(proc.resolve("self/ns/user"));
    Optional<Path> its = link(process.resolve("ns/user"));
    return own.isPresent() && its.isPresent() && !own.equals(its);
  }

  private static Optional<Path> link(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Caller> unit(Path process, long uid, long pid) {
    return read(process.resolve("cgroup"))
        .flatMap(AppId::ofUnit)
        .filter(this::hasDesktopFile)
        .map(app -> new Caller(app, uid, pid, Caller.Trust.PROCESS));
  }

  private static Optional<Caller> program(Path process, long uid, long pid) {
    return link(process.resolve("exe"))
        .map(Path::getFileName)
        .map(name -> new Caller(name.toString(), uid, pid, Caller.Trust.PROCESS));
  }

  private boolean hasDesktopFile(String app) {
    return applicationFolders.stream()
        .anyMatch(folder -> Files.isRegularFile(folder.resolve(app + ".desktop")));
  }

  /// The command name (field 2) may hold spaces and brackets: fields are counted after its last
  /// bracket.
  private static Optional<String> startTime(Path process) {
    return read(process.resolve("stat"))
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "))
        .filter(fields -> fields.length > START_TIME - 3)
        .map(fields -> fields[START_TIME - 3]);
  }

  private static Optional<String> read(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
