// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// How much of the cores others have used since the last look: a figure that was taken beside them
/// is worth nothing.
public final class QuietCheck {
  /// Cores' worth of work that others may do.
  public static final double ALLOWED = 0.1;

  /// USER_HZ: the unit of /proc/stat, 100 on every Linux that Java runs on, whatever the kernel's
  /// own clock is.
  private static final double TICKS_PER_SECOND = 100;

  private static final Duration WATCHED = Duration.ofMillis(1500);

  private final Path proc;
  private final List<Long> own;
  private final LongSupplier nanos;
  private CpuTimes before;
  private long since;

  /// @param own processes that belong to the bench
  public QuietCheck(List<Long> own) {
    this(Path.of("/proc"), own, System::nanoTime);
  }

  QuietCheck(Path proc, List<Long> own, LongSupplier nanos) {
    this.proc = proc;
    this.own = List.copyOf(own);
    this.nanos = nanos;
    before = CpuTimes.read(proc, own);
    since = nanos.getAsLong();
  }

  /// Cores used by others than this process, watched for a second and a half from now.
  public static double now() {
    QuietCheck quiet = new QuietCheck(List.of(ProcessHandle.current().pid()));
    long end = System.nanoTime() + WATCHED.toNanos();
    for (long left = WATCHED.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return quiet.byOthers();
  }

  /// For people, when others use too much.
  public static String refusal(double byOthers) {
    return String.format(
        Locale.ROOT,
        "hob: others use %.2f cores, at most %.1f may be: no figure would mean anything. Close what"
            + " runs, or add --anyway.",
        byOthers,
        ALLOWED);
  }

  /// Cores used by others since the last call.
  public double byOthers() {
    CpuTimes now = CpuTimes.read(proc, own);
    long at = nanos.getAsLong();
    double seconds = Math.max(1, at - since) / 1e9;
    double ticks = (now.machine() - before.machine()) - (now.own() - before.own());
    before = now;
    since = at;
    return Math.max(0, ticks / TICKS_PER_SECOND / seconds);
  }
}
