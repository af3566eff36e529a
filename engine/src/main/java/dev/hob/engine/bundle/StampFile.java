// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The file that keeps what a [Verified] knows. Lines of
///
/// ```
/// hob-verified 1
/// <digest of the folder's path> <bundle|adapter> <digest of its facts> sha256:<digest> <seconds>
/// sum <SHA-256 of all lines above>
/// ```
///
/// It is this user's alone (0600, in a folder that nobody else may write) and replaced as a whole.
/// A file that is anything else holds nothing; one that cannot be written keeps nothing. It is not
/// synced: after a loss of power the sum is wrong at worst.
record StampFile(Path path, long uid) {
  private static final String TITLE = "hob-verified 1\n";
  private static final int MOST = 256;
  private static final long LIMIT = 1 << 17;
  private static final int OTHERS_WRITE = 0022;
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-f]{64}) (bundle|adapter) ([0-9a-f]{64}) (sha256:[0-9a-f]{64}) ([0-9]{1,12})");

  /// @param path digest of the folder's, see [#path(Path)]
  record Key(String path, Verified.Claim claim) {}

  /// @param facts digest of them
  /// @param digest `sha256:…` that was found
  record Stamp(String facts, String digest, Instant at) {}

  /// How a folder is named here: whoever reads the file learns no names.
  static String path(Path folder) {
    return sum(folder.toAbsolutePath().normalize().toString());
  }

  Map<Key, Stamp> read() {
    try {
      if (!isOurs()) {
        return Map.of();
      }
      return parse(Files.readString(path));
    } catch (IOException | UnsupportedOperationException | DateTimeException e) {
      return Map.of();
    }
  }

  private boolean isOurs() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    return isPrivate(folder) && owner(path) == uid && (mode(path) & 0077) == 0 && isShort();
  }

  private boolean isShort() throws IOException {
    return Files.size(path) <= LIMIT;
  }

  private boolean isPrivate(Path folder) throws IOException {
    long owner = owner(folder);
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && (owner == uid || owner == 0)
        && (mode(folder) & OTHERS_WRITE) == 0;
  }

  private static long owner(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
  }

  private static int mode(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)).intValue();
  }

  private static Map<Key, Stamp> parse(String text) {
    int last = text.lastIndexOf("sum ");
    if (!text.startsWith(TITLE)
        || last < 0
        || !text.substring(last).equals("sum " + sum(text.substring(0, last)) + "\n")) {
      return Map.of();
    }
    Map<Key, Stamp> stamps = new HashMap<>();
    for (String line : text.substring(TITLE.length(), last).lines().toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        return Map.of();
      }
      stamps.put(
          new Key(parts.group(1), Verified.Claim.valueOf(parts.group(2).toUpperCase(Locale.ROOT))),
          new Stamp(
              parts.group(3),
              parts.group(4),
              Instant.ofEpochSecond(Long.parseLong(parts.group(5)))));
    }
    return stamps;
  }

  /// The newest of `stamps`, as many as there is room for.
  void write(Map<Key, Stamp> stamps) {
    StringBuilder text = new StringBuilder(TITLE);
    stamps.entrySet().stream()
        .sorted(Comparator.comparing(it -> it.getValue().at(), Comparator.reverseOrder()))
        .limit(MOST)
        .forEach(it -> text.append(line(it.getKey(), it.getValue())));
    String sum = sum(text.toString());
    text.append("sum ").append(sum).append('\n');
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder == null) {
        return;
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (isPrivate(folder)) {
        replace(folder, text.toString());
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Nothing is kept: the next process hashes again.
    }
  }

  private void replace(Path folder, String text) throws IOException {
    Path fresh = Files.createTempFile(folder, ".verified-", ""); // 0600
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String line(Key key, Stamp stamp) {
    return "%s %s %s %s %d\n"
        .formatted(
            key.path(),
            key.claim().name().toLowerCase(Locale.ROOT),
            stamp.facts(),
            stamp.digest(),
            stamp.at().getEpochSecond());
  }

  private static String sum(String text) {
    Sha256 hash = Sha256.start(0);
    hash.update(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
    return hash.hex();
  }
}
