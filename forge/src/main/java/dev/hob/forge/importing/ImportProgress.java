// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// What a person sees of an import: on a terminal one line that changes, elsewhere a line now and
/// then. Bytes are those of the new base; what an earlier run has written is not taken for speed.
///
/// Told by all workers; a lock guards what was told.
final class ImportProgress implements ModelImport.Progress, AutoCloseable {
  private static final long SECOND = 1_000_000_000L;
  private static final long REDRAW = SECOND / 5;
  private static final int BAR = 24;
  private static final int STEPS = 10;

  /// Before that no speed is worth telling.
  private static final long FIRST_SPEED = SECOND;

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final Object lock = new Object();
  private long total;
  private long there;
  private long done;
  private long begun;
  private long drawn;
  private int width;

  /// @param nanos a clock
  ImportProgress(PrintWriter out, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
  }

  @Override
  public void calibrating(int done, int layers) {
    synchronized (lock) {
      if (terminal || done * STEPS / layers > (done - 1) * STEPS / layers) {
        say("reading the text: layer %d of %d".formatted(done, layers));
      }
    }
  }

  @Override
  public void choosing() {
    say("choosing the bits of each matrix");
  }

  @Override
  public LongConsumer begin(long bytes, long written) {
    synchronized (lock) {
      total = bytes;
      there = written;
      done = written;
      begun = nanos.getAsLong();
      drawn = begun;
      say(
          written > 0
              ? "%s of %s are written already".formatted(size(written), size(bytes))
              : "writing " + size(bytes));
    }
    return this::told;
  }

  @Override
  public void checking() {
    say("checking");
  }

  private void told(long bytes) {
    synchronized (lock) {
      long before = done;
      done += bytes;
      long now = nanos.getAsLong();
      boolean tenth = done * STEPS / total > before * STEPS / total;
      boolean due = now - drawn >= REDRAW && (terminal || tenth);
      if (due || done == total) {
        drawn = now;
        say(line(now));
      }
    }
  }

  private String line(long now) {
    long took = now - begun;
    long percent = 100 * done / total;
    String text =
        (terminal ? bar() + " " : "")
            + "%3d %%  %s of %s".formatted(percent, megabytes(done), size(total));
    if (took < FIRST_SPEED || done == there) {
      return text;
    }
    double speed = (double) (done - there) / took;
    String left = done == total ? "" : "  " + time((long) ((total - done) / speed)) + " left";
    return text + String.format(Locale.ROOT, "  %,.1f MB/s", speed * SECOND / 1e6) + left;
  }

  private String bar() {
    int full = (int) (BAR * done / total);
    return "#".repeat(full) + "-".repeat(BAR - full);
  }

  private void say(String text) {
    synchronized (lock) {
      if (terminal) {
        out.print("\rimport: " + text + " ".repeat(Math.max(0, width - text.length())));
        width = text.length();
      } else {
        out.println("import: " + text);
      }
      out.flush();
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, bytes < 10_000_000 ? "%,.1f" : "%,.0f", bytes / 1e6);
  }

  private static String size(long bytes) {
    return megabytes(bytes) + " MB";
  }

  private static String time(long nanos) {
    long seconds = (nanos + SECOND - 1) / SECOND;
    return seconds < 90
        ? seconds + " s"
        : seconds < 5400 ? (seconds + 30) / 60 + " min" : (seconds + 1800) / 3600 + " h";
  }

  /// Leaves the line to what is said next.
  @Override
  public void close() {
    synchronized (lock) {
      if (terminal && width > 0) {
        out.print("\r" + " ".repeat("import: ".length() + width) + "\r");
        out.flush();
        width = 0;
      }
    }
  }
}
