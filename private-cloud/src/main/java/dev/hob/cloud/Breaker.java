// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import dev.hob.router.RouterClock;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/// One retry around a circuit breaker around an attempt (SmallRye Fault Tolerance). Thread-safe.
///
/// Each attempt counts, the retry's too; half of the last four failing opens the breaker. An open
/// breaker is never retried, and its delay is much longer than attempt, pause and retry together,
/// so that a retry cannot become the probe of a breaker that has only just opened. A stream that
/// breaks later is counted through [#streamBroke].
final class Breaker {
  private static final int WINDOW = 4;
  private static final double FAILING = 0.5;
  private static final long RETRY_PAUSE_MS = 200;
  private static final long RETRY_JITTER_MS = 100;

  private final RouterClock clock;
  private final Duration delay;
  private final TypedGuard<ChatChunk> breaker;
  private final TypedGuard<ChatChunk> retry;
  private volatile boolean open;
  private volatile long openedNanos;

  Breaker(CloudOptions.Limits limits, RouterClock clock) {
    this.clock = clock;
    delay = limits.breakerDelay();
    breaker =
        TypedGuard.create(ChatChunk.class)
            .withCircuitBreaker()
            .requestVolumeThreshold(WINDOW)
            .failureRatio(FAILING)
            .delay(delay.toMillis(), ChronoUnit.MILLIS)
            .when(e -> e instanceof CloudFailure f && f.kind().countsAgainstUpstream)
            .onStateChange(this::onStateChange)
            .done()
            .build();
    retry =
        TypedGuard.create(ChatChunk.class)
            .withRetry()
            .maxRetries(limits.retries())
            .delay(RETRY_PAUSE_MS, ChronoUnit.MILLIS)
            .jitter(RETRY_JITTER_MS, ChronoUnit.MILLIS)
            .whenException(e -> e instanceof CloudFailure f && f.kind().retryable)
            .done()
            .build();
  }

  /// Runs `attempt`, perhaps twice.
  ///
  /// @throws CloudFailure it failed for good
  /// @throws CircuitBreakerOpenException it was not tried
  ChatChunk call(Supplier<ChatChunk> attempt) {
    return retry.get(() -> breaker.get(attempt));
  }

  /// Counts a stream that broke after its first token.
  void streamBroke(CloudFailure failure) {
    try {
      breaker.get(() -> {
        throw failure;
      });
    } catch (CloudFailure | CircuitBreakerOpenException e) {
      return; // counted, or open already
    }
  }

  /// How long calls are still turned away; empty when one may go through, be it as a probe.
  Optional<Duration> openFor() {
    if (!open) {
      return Optional.empty();
    }
    long left = delay.toNanos() - (clock.nanos() - openedNanos);
    return left <= 0 ? Optional.empty() : Optional.of(Duration.ofNanos(left));
  }

  private void onStateChange(CircuitBreakerState state) {
    switch (state) {
      case OPEN -> {
        openedNanos = clock.nanos();
        open = true;
      }
      case CLOSED, HALF_OPEN -> open = false;
    }
  }
}
