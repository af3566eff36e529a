// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/// How much of a mapped file the processor finds by pages of 2 MiB, as the kernel says.
///
/// @see "proc(5), /proc/pid/smaps: Size, FilePmdMapped"
public final class LargePageShare {
  private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ .*");

  private LargePageShare() {}

  /// 0 to 1, of what this process has mapped of `file`; empty if it has mapped nothing of it.
  public static OptionalDouble of(Path file) {
    try {
      return of(file.toRealPath(), Path.of("/proc/self/smaps"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OptionalDouble of(Path file, Path smaps) throws IOException {
    long mapped = 0;
    long large = 0;
    boolean ours = false;
    for (String line : Files.readAllLines(smaps)) {
      if (MAPPING.matcher(line).matches()) {
        ours = line.endsWith(" " + file);
      } else if (ours && line.startsWith("Size:")) {
        mapped += number(line);
      } else if (ours && line.startsWith("FilePmdMapped:")) {
        large += number(line);
      }
    }
    return mapped == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) large / mapped);
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }
}
