// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.router.admission.KeptRates;
import dev.hob.router.admission.Predictor;
import dev.hob.router.admission.RateMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is known of one base's speed at one place, and what of it is left to the next process.
/// Thread-safe.
///
/// It is written once it was measured, when the router closes, and in between at a request's end,
/// at most every ten minutes: a killed process loses no more than what it learnt since, and a file
/// that says the same as before is not written for each request. The clock's thread writes, at
/// once, so that no request waits for a file; an idle process has no alarm set for it.
final class Gauge {
  private static final Duration WRITE_EVERY = Duration.ofMinutes(10);

  /// Used for a place that cannot be measured without sending something. Pessimistic for a server
  /// of its kind, so that the first answers are early rather than late.
  private static final Rates ASSUMED = new Rates(200, 15, 0);

  private final RateMeter meter = new RateMeter(ASSUMED);
  private final Predictor predictor = new Predictor(meter);
  private final KeptRates kept;
  private final RouterClock clock;

  /// Guarded by this, as are the next: what the rates hold for, once that is known.
  private @Nullable Circumstances circumstances;

  private long writtenSamples;
  private long writtenNanos;

  Gauge(KeptRates kept, RouterClock clock) {
    this.kept = kept;
    this.clock = clock;
  }

  RateMeter meter() {
    return meter;
  }

  Predictor predictor() {
    return predictor;
  }

  boolean isKnown() {
    return meter.rates().samples() > 0;
  }

  /// Whether any of it is an earlier process' alone.
  boolean isKept() {
    return meter.footing().isKept();
  }

  /// Begins with what an earlier process left, if it left anything that holds for `now`.
  void recall(Circumstances now) {
    kept.find(now).ifPresent(meter::seed);
    synchronized (this) {
      circumstances = now;
      writtenSamples = meter.rates().samples();
      writtenNanos = clock.nanos();
    }
  }

  /// Takes a measurement in the place of what was assumed or kept.
  void measured(Rates rates) {
    meter.seed(rates);
    clock.after(Duration.ZERO, this::leave);
  }

  /// After a request.
  void learnt() {
    synchronized (this) {
      if (!hasNews() || clock.nanos() - writtenNanos < WRITE_EVERY.toNanos()) {
        return;
      }
      writtenNanos = clock.nanos();
    }
    clock.after(Duration.ZERO, this::leave);
  }

  /// Writes what is known, unless that is what was written last.
  void leave() {
    Circumstances known;
    long samples;
    synchronized (this) {
      known = circumstances;
      if (known == null || !hasNews()) {
        return;
      }
      samples = meter.rates().samples();
    }
    kept.keep(known, meter.toKeep(clock.instant()));
    synchronized (this) { // not before: the process may end while another thread writes
      writtenSamples = Math.max(writtenSamples, samples);
      writtenNanos = clock.nanos();
    }
  }

  private synchronized boolean hasNews() {
    return circumstances != null && meter.rates().samples() != writtenSamples;
  }
}
