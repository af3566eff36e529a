// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.state.PrivateFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The file that keeps what a [Verified] knows, a [PrivateFile] of lines
///
/// ```
/// <digest of the folder's path> <bundle|adapter> <digest of its facts> sha256:<digest> <seconds>
/// ```
///
/// A line that does not parse: the file holds nothing.
record StampFile(PrivateFile file) {
  private static final int MOST = 256;
  private static final long LIMIT = 1 << 17;
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-f]{64}) (bundle|adapter) ([0-9a-f]{64}) (sha256:[0-9a-f]{64}) ([0-9]{1,12})");

  StampFile(Path path, long uid) {
    this(new PrivateFile(path, "hob-verified 1", LIMIT, uid));
  }

  /// @param path digest of the folder's, see [#path(Path)]
  record Key(String path, Verified.Claim claim) {}

  /// @param facts digest of them
  /// @param digest `sha256:…` that was found
  record Stamp(String facts, String digest, Instant at) {}

  /// How a folder is named here: whoever reads the file learns no names.
  static String path(Path folder) {
    return PrivateFile.sum(folder.toAbsolutePath().normalize().toString());
  }

  Map<Key, Stamp> read() {
    Map<Key, Stamp> stamps = new HashMap<>();
    for (String line : file.read().orElse(List.of())) {
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
    file.write(
        stamps.entrySet().stream()
            .sorted(Comparator.comparing(it -> it.getValue().at(), Comparator.reverseOrder()))
            .limit(MOST)
            .map(it -> line(it.getKey(), it.getValue()))
            .toList());
  }

  private static String line(Key key, Stamp stamp) {
    return "%s %s %s %s %d"
        .formatted(
            key.path(),
            key.claim().name().toLowerCase(Locale.ROOT),
            stamp.facts(),
            stamp.digest(),
            stamp.at().getEpochSecond());
  }
}
