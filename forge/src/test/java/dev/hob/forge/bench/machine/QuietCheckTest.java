// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a `/proc` of our own making.
class QuietCheckTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path proc;
  private long nanos = 5 * SECOND;

  @BeforeEach
  void start() throws IOException {
    machine(1000, 90_000);
    process(42, 300);
  }

  private QuietCheck check(long... own) {
    List<Long> pids = java.util.Arrays.stream(own).boxed().toList();
    return new QuietCheck(proc, pids, () -> nanos);
  }

  /// @param worked ticks, spread over user, nice, system, irq, softirq and steal
  private void machine(long worked, long idle) throws IOException {
    Files.writeString(
        proc.resolve("stat"),
        "cpu  %d 1 1 %d 7 1 1 1 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n".formatted(worked - 5, idle));
  }

  /// A name with brackets and spaces, as a process may have.
  private void process(long pid, long ticks) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        folder.resolve("stat"),
        "%d (a ) name) S 1 1 1 0 -1 0 0 0 0 0 %d 100 0 0 20 0 1 0 0 0 0"
            .formatted(pid, ticks - 100));
  }

  @Test
  void whatTheBenchItselfUsesIsNotOthers() throws IOException {
    QuietCheck quiet = check(42);
    machine(1200, 90_100);
    process(42, 500);
    nanos += SECOND;
    assertEquals(0, quiet.byOthers());
  }

  @Test
  void halfACoreOfOthersIsHalfACore() throws IOException {
    QuietCheck quiet = check(42);
    machine(1200, 90_100); // two seconds of work in two
    process(42, 400); // one of them ours
    nanos += 2 * SECOND;
    assertEquals(0.5, quiet.byOthers(), 1e-9);
  }

  @Test
  void eachLookStartsFromTheLast() throws IOException {
    QuietCheck quiet = check(42);
    machine(1100, 90_000);
    nanos += SECOND;
    assertEquals(1, quiet.byOthers(), 1e-9);
    nanos += SECOND;
    assertEquals(0, quiet.byOthers());
  }

  @Test
  void idleAndWaitingForADiskAreNoWork() throws IOException {
    QuietCheck quiet = check(42);
    machine(1000, 99_000);
    nanos += SECOND;
    assertEquals(0, quiet.byOthers());
  }

  @Test
  void aProcessThatIsGoneCountsAsNothing() throws IOException {
    QuietCheck quiet = check(42, 43);
    machine(1010, 90_000);
    nanos += SECOND;
    assertEquals(0.1, quiet.byOthers(), 1e-9);
  }
}
