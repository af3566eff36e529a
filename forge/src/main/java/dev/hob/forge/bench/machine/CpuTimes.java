// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/// CPU time of the machine and of some processes since they began, in clock ticks.
///
/// @param machine ticks in which any core worked, for whomever
/// @param own of these, ticks of the processes that were asked for
record CpuTimes(long machine, long own) {
  /// @param proc `/proc`
  static CpuTimes read(Path proc, Collection<Long> processes) {
    long own = processes.stream().mapToLong(pid -> ofProcess(proc, pid)).sum();
    return new CpuTimes(ofMachine(proc), own);
  }

  /// user, nice, system, irq, softirq, steal; idle and iowait are no work.
  private static long ofMachine(Path proc) {
    String[] fields = text(proc.resolve("stat")).lines().findFirst().orElse("").split("\\s+");
    long sum = 0;
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
      sum += Long.parseLong(fields[i]);
    }
    return sum;
  }

  private static long ofProcess(Path proc, long pid) {
    String text;
    try {
      text = Files.readString(proc.resolve(pid + "/stat"));
    } catch (IOException e) {
      return 0; // it has ended
    }
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
