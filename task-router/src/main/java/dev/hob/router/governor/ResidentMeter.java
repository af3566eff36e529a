// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import dev.hob.router.RouterClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Reads `smaps_rollup`. Thread-safe. The kernel walks all mappings for it (about a millisecond a
/// gigabyte), so status asks at most once a second; relief steps ask afresh.
public final class ResidentMeter {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Path rollup;
  private final RouterClock clock;
  private Resident last = Resident.UNKNOWN;
  private boolean read;
  private long readAtNanos;

  /// @param rollup `/proc/self/smaps_rollup`
  public ResidentMeter(Path rollup, RouterClock clock) {
    this.rollup = rollup;
    this.clock = clock;
  }

  /// Figures at most a second old.
  public synchronized Resident recent() {
    return !read || clock.nanos() - readAtNanos >= FRESH.toNanos() ? now() : last;
  }

  /// Figures of this moment; all zero where the kernel does not tell.
  public synchronized Resident now() {
    last = parse();
    read = true;
    readAtNanos = clock.nanos();
    return last;
  }

  private Resident parse() {
    Map<String, Long> rows = new HashMap<>();
    try {
      for (String line : Files.readAllLines(rollup)) {
        String[] words = line.trim().split("\\s+");
        if (words.length == 3 && words[2].equals("kB")) {
          rows.put(words[0], Long.parseLong(words[1]) * 1024);
        }
      }
    } catch (IOException e) {
      // No such file on this kernel, or it is hidden from us: the ledger stands alone then.
      return Resident.UNKNOWN;
    }
    return new Resident(
        rows.getOrDefault("Rss:", 0L),
        rows.getOrDefault("Pss_Anon:", 0L),
        rows.getOrDefault("Pss_File:", 0L),
        rows.getOrDefault("Swap:", 0L));
  }
}
