// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import dev.hob.engine.state.PrivateFile;
import dev.hob.router.Circumstances;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rates that outlive the process, in a [PrivateFile] of lines
///
/// ```
/// <digest of the circumstances> <prefill tokens/s> <decode tokens/s> <seconds>
/// ```
///
/// Whatever is odd about it, in the future, or older than [#LASTS], is not known: then the machine
/// is measured. Thread-safe.
public final class KeptRates {
  /// After that a machine has changed in ways that nobody told: it is measured again.
  private static final Duration LASTS = Duration.ofDays(30);

  /// Bases times kernels and threads that somebody tries within a month.
  private static final int MOST = 64;

  private static final long LIMIT_BYTES = 1 << 14;

  /// Tokens a second that the file has digits for; no machine is slower or faster.
  private static final double LEAST_RATE = 0.001;

  private static final double MOST_RATE = 9_999_999;

  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-f]{64}) ([0-9]{1,7}\\.[0-9]{3}) ([0-9]{1,7}\\.[0-9]{3}) ([0-9]{1,12})");

  private final Optional<PrivateFile> file;
  private final InstantSource clock;

  /// Held by who writes, over the file's reading as well: each adds to what another has written. No
  /// request waits for it: [#find] needs none, since the file is replaced as a whole, and a request
  /// leaves the writing to the clock's thread.
  private final ReentrantLock writing = new ReentrantLock();

  private KeptRates(Optional<PrivateFile> file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// @param file made when there is something to keep; its folder as well
  public static KeptRates in(Path file, InstantSource clock) {
    return new KeptRates(Optional.of(new PrivateFile(file, "hob-rates 1", LIMIT_BYTES)), clock);
  }

  /// Nothing is known, and nothing is kept.
  public static KeptRates nothing() {
    return new KeptRates(Optional.empty(), InstantSource.system());
  }

  /// What was found under the same circumstances.
  public Optional<Kept> find(Circumstances circumstances) {
    return Optional.ofNullable(read().get(name(circumstances)));
  }

  /// Leaves `rates` to the next process; not those that the file has no digits for.
  public void keep(Circumstances circumstances, Kept rates) {
    if (!fits(rates.prefillTokensPerSecond()) || !fits(rates.decodeTokensPerSecond())) {
      return;
    }
    writing.lock();
    try {
      Map<String, Kept> all = read();
      all.put(name(circumstances), rates);
      file.ifPresent(it -> it.write(lines(all)));
    } finally {
      writing.unlock();
    }
  }

  private static boolean fits(double rate) {
    return rate >= LEAST_RATE && rate <= MOST_RATE;
  }

  private Map<String, Kept> read() {
    Map<String, Kept> all = new HashMap<>();
    Instant now = clock.instant();
    for (String line : file.flatMap(PrivateFile::read).orElse(List.of())) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        return new HashMap<>();
      }
      double prefill = Double.parseDouble(parts.group(2));
      double decode = Double.parseDouble(parts.group(3));
      Instant at = Instant.ofEpochSecond(Long.parseLong(parts.group(4)));
      if (!fits(prefill) || !fits(decode)) {
        return new HashMap<>();
      }
      if (!at.isAfter(now) && at.plus(LASTS).isAfter(now)) {
        all.put(parts.group(1), new Kept(prefill, decode, at));
      }
    }
    return all;
  }

  private static List<String> lines(Map<String, Kept> all) {
    return all.entrySet().stream()
        .sorted(Comparator.comparing(it -> it.getValue().at(), Comparator.reverseOrder()))
        .limit(MOST)
        .map(it -> line(it.getKey(), it.getValue()))
        .toList();
  }

  private static String line(String name, Kept rates) {
    return String.format(
        Locale.ROOT,
        "%s %.3f %.3f %d",
        name,
        rates.prefillTokensPerSecond(),
        rates.decodeTokensPerSecond(),
        rates.at().getEpochSecond());
  }

  /// Whoever reads the file learns no names.
  private static String name(Circumstances of) {
    return PrivateFile.sum(
        String.join("\n", of.base(), of.kernels(), Integer.toString(of.threads()), of.cpu()));
  }

  /// @param at when they were found, in whole seconds once kept
  public record Kept(double prefillTokensPerSecond, double decodeTokensPerSecond, Instant at) {}
}
