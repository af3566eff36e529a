// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Bundles whose files this process has hashed and found as their manifests say, so that a base
/// that comes back after it was unloaded need not be hashed again: 1.2 GB take most of a second.
/// What was verified counts as long as every file has the same size, inode, time of modification
/// and time of change; the last one moves with every write and every rename, and no program can set
/// it back. Nothing of this is stored: a new process verifies anew. Thread-safe.
public final class Verified {
  private final Map<Path, Stamp> known = new ConcurrentHashMap<>();

  private record Stamp(String digest, List<String> files) {}

  /// Runs `check` unless it has passed for the files as they are now.
  ///
  /// @param digest that the bundle's manifest states
  void unless(Path folder, String digest, Runnable check) {
    Stamp before = stamp(folder, digest);
    if (!before.files().isEmpty() && before.equals(known.get(folder))) {
      return;
    }
    check.run();
    if (before.equals(stamp(folder, digest))) { // nobody wrote meanwhile
      known.put(folder, before);
    }
  }

  private static Stamp stamp(Path folder, String digest) {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted().toList()) {
        Map<String, Object> facts =
            Files.readAttributes(
                file, "unix:size,ino,dev,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
        files.add(folder.relativize(file) + " " + new TreeMap<>(facts));
      }
    } catch (IOException | UnsupportedOperationException e) {
      return new Stamp(digest, List.of()); // nothing is known of it; the check says why
    }
    return new Stamp(digest, files);
  }
}
