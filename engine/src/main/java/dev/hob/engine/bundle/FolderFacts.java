// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.state.Uid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What the file system says of a folder and all in it: size, inode, device, owner, mode, time of
/// modification and time of change, in nanoseconds. The last one moves with every write, rename and
/// change of rights, and no program can set it back without setting the system's clock. So a folder
/// whose facts are the same holds the same bytes, as long as it is one of these:
///
/// - plain files and folders on one file system of this machine that keeps such times: a server, or
///   a program behind FUSE, may say what it likes;
/// - nobody but root and this user may write or replace them: who has a file mapped writes through
///   a page that is dirty already without moving any time.
///
/// Of other folders there are no facts. What root does below the file system, and a disk that
/// forgets, are not seen.
///
/// @param digest 64 hex digits of all of this
/// @param changed the latest time of change
record FolderFacts(String digest, Instant changed) {
  private static final Set<String> FILE_SYSTEMS =
      Set.of(
          "bcachefs",
          "btrfs",
          "erofs",
          "ext2",
          "ext3",
          "ext4",
          "f2fs",
          "overlay",
          "squashfs",
          "tmpfs",
          "xfs",
          "zfs");

  private static final String ASKED = "unix:mode,uid,size,ino,dev,lastModifiedTime,ctime";
  private static final int KIND = 0170000;
  private static final int FOLDER = 0040000;
  private static final int PLAIN = 0100000;
  private static final int OTHERS_WRITE = 0022;

  /// Empty: whatever is known of this folder must not be trusted.
  ///
  /// @param uid the user whose files are trusted beside root's
  static Optional<FolderFacts> of(Path folder, long uid) {
    if (uid == Uid.NOBODY) {
      return Optional.empty();
    }
    try {
      if (!FILE_SYSTEMS.contains(Files.getFileStore(folder).type())) {
        return Optional.empty();
      }
      return read(folder, uid);
    } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
      return Optional.empty(); // who opens the bundle says why
    }
  }

  private static Optional<FolderFacts> read(Path folder, long uid) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted().toList();
    }
    StringBuilder lines = new StringBuilder();
    Instant changed = Instant.MIN;
    Set<Long> devices = new HashSet<>();
    for (Path path : paths) {
      Map<String, Object> facts = Files.readAttributes(path, ASKED, LinkOption.NOFOLLOW_LINKS);
      devices.add(number(facts, "dev"));
      if (!trusted(facts, uid, path.equals(folder)) || devices.size() > 1) {
        return Optional.empty();
      }
      Instant at = ((FileTime) fact(facts, "ctime")).toInstant();
      changed = at.isAfter(changed) ? at : changed;
      lines.append(line(folder.relativize(path), facts));
    }
    Sha256 hash = Sha256.start(0);
    hash.update(MemorySegment.ofArray(lines.toString().getBytes(StandardCharsets.UTF_8)));
    return Optional.of(new FolderFacts(hash.hex(), changed));
  }

  private static boolean trusted(Map<String, Object> facts, long uid, boolean root) {
    long mode = number(facts, "mode");
    long owner = number(facts, "uid");
    long kind = mode & KIND;
    return (kind == FOLDER || (kind == PLAIN && !root))
        && (owner == 0 || owner == uid)
        && (mode & OTHERS_WRITE) == 0;
  }

  private static long number(Map<String, Object> facts, String name) {
    return ((Number) fact(facts, name)).longValue();
  }

  private static Object fact(Map<String, Object> facts, String name) {
    return Objects.requireNonNull(facts.get(name), name);
  }

  /// The name last and with its length: no two folders have the same lines.
  private static String line(Path name, Map<String, Object> facts) {
    StringBuilder line = new StringBuilder();
    for (Map.Entry<String, Object> fact : new TreeMap<>(facts).entrySet()) {
      Object value = fact.getValue();
      line.append(fact.getKey())
          .append('=')
          .append(value instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : value)
          .append(' ');
    }
    return line.append(name.toString().length()).append(' ').append(name).append('\n').toString();
  }
}
