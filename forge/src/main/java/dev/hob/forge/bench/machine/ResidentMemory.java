// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process holds in memory, in bytes.
///
/// @param resident all of it
/// @param anonymous of it, what no file stands behind
/// @param jvm the JVM's own: heap, metaspace and compiled code as they are committed
public record ResidentMemory(long resident, long anonymous, long jvm) {
  /// Of this JVM, after a collection.
  public static ResidentMemory ofThisProcess() {
    System.gc();
    long jvm =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .mapToLong(pool -> Math.max(0, pool.getUsage().getCommitted()))
            .sum();
    return read(Path.of("/proc/self/smaps_rollup"), jvm);
  }

  /// The most bytes that a process has had resident so far, 0 once it is gone.
  ///
  /// @see "proc(5): VmHWM"
  public static long peakOf(long pid) {
    try {
      return kilobytes(Files.readString(Path.of("/proc/" + pid + "/status")), "VmHWM:");
    } catch (IOException | IllegalArgumentException e) {
      return 0; // it has ended
    }
  }

  static ResidentMemory read(Path rollup, long jvm) {
    try {
      String text = Files.readString(rollup);
      return new ResidentMemory(kilobytes(text, "Rss:"), kilobytes(text, "Anonymous:"), jvm);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long kilobytes(String text, String field) {
    return text.lines()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + field));
  }

  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("resident", resident)
        .put("anonymous", anonymous)
        .put("jvm", jvm);
  }
}
