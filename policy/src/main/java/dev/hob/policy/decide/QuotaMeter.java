// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import dev.hob.policy.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Counts what each app used against its quota: requests in the last 60 s, tokens since midnight
/// UTC. Thread-safe.
///
/// App names can be made up by whoever names programs, so at most [#MAX_APPS] are counted one by
/// one; those beyond share a single count until others fall idle.
public final class QuotaMeter {
  static final int MAX_APPS = 1024;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String OTHERS = "\0others";

  private final InstantSource clock;
  private final Map<String, Use> uses = new HashMap<>();

  public QuotaMeter(InstantSource clock) {
    this.clock = clock;
  }

  /// A request over the quota.
  ///
  /// @param limit the key that was reached: `requestsPerMinute` or `tokensPerDay`
  /// @param retryAfter earliest moment worth asking again
  public record Exceeded(String limit, long quota, long used, Duration retryAfter) {}

  /// Takes one request of `app` out of `quota`; on refusal nothing is taken.
  ///
  /// @return empty when it may go on
  public synchronized Optional<Exceeded> take(String app, Decision.Quota quota) {
    Instant now = clock.instant();
    Use use = use(app, now);
    long requests = use.requests.size();
    if (requests >= quota.requestsPerMinute()) {
      Instant again = use.requests.isEmpty() ? now.plus(MINUTE) : free(use, quota).plus(MINUTE);
      return Optional.of(
          new Exceeded(
              "requestsPerMinute",
              quota.requestsPerMinute(),
              requests,
              Duration.between(now, again)));
    }
    if (use.tokens >= quota.tokensPerDay()) {
      Instant midnight = Instant.EPOCH.plus(Duration.ofDays(use.day + 1));
      return Optional.of(
          new Exceeded(
              "tokensPerDay", quota.tokensPerDay(), use.tokens, Duration.between(now, midnight)));
    }
    if (quota.requestsPerMinute() != Integer.MAX_VALUE) {
      use.requests.addLast(now);
    }
    return Optional.empty();
  }

  /// Enters tokens that a request of `app` used; called once it has ended.
  public synchronized void used(String app, long tokens) {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens " + tokens);
    }
    Use use = use(app, clock.instant());
    use.tokens = Math.addExact(use.tokens, tokens);
  }

  /// Tokens of `app` since midnight UTC.
  public synchronized long tokensToday(String app) {
    return use(app, clock.instant()).tokens;
  }

  /// The request that must be a minute old before the next one passes.
  private static Instant free(Use use, Decision.Quota quota) {
    long skip = (long) use.requests.size() - Math.max(1, quota.requestsPerMinute());
    return use.requests.stream().skip(skip).findFirst().orElseThrow();
  }

  private Use use(String app, Instant now) {
    Use use = uses.get(app);
    if (use == null && uses.size() >= MAX_APPS) {
      uses.values().removeIf(each -> each.isIdle(now));
    }
    if (use == null) {
      String name = uses.size() >= MAX_APPS ? OTHERS : app;
      use = uses.computeIfAbsent(name, _ -> new Use());
    }
    use.forget(now);
    return use;
  }

  private static final class Use {
    /// Only requests under a limit are kept, so the limit bounds it.
    final ArrayDeque<Instant> requests = new ArrayDeque<>();

    long day = Long.MIN_VALUE;
    long tokens;

    void forget(Instant now) {
      Instant minuteAgo = now.minus(MINUTE);
      while (!requests.isEmpty() && !requests.getFirst().isAfter(minuteAgo)) {
        requests.removeFirst();
      }
      long today = now.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
      if (today != day) {
        day = today;
        tokens = 0;
      }
    }

    boolean isIdle(Instant now) {
      forget(now);
      return requests.isEmpty() && tokens == 0;
    }
  }
}
