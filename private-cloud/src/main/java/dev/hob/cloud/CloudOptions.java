// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import dev.hob.policy.CloudTarget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// One upstream and how patient to be with it.
///
/// @param endpoint base address, `https`, without user or query; `/chat/completions` is appended
/// @param model the upstream's model name; `{role}` in it becomes the plan's role, so `hob/{role}`
///   names the features of another Hob and `big:{role}` the adapters of a vLLM
/// @param keyFile holds the bearer token, alone on one line; read for each call, never logged
/// @param caFile PEM certificates to trust instead of the system's
public record CloudOptions(
    URI endpoint, String model, Optional<Path> keyFile, Optional<Path> caFile, Limits limits) {
  public CloudOptions {
    if (!"https".equals(endpoint.getScheme()) || endpoint.getHost() == null) {
      throw new IllegalArgumentException("cloud endpoint must be https://host…, got " + endpoint);
    }
    if (endpoint.getUserInfo() != null
        || endpoint.getQuery() != null
        || endpoint.getFragment() != null) {
      throw new IllegalArgumentException(
          "cloud endpoint must have no user, query or fragment; put the key into keyFile");
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("cloud model is empty");
    }
  }

  /// What policy names.
  public static CloudOptions of(CloudTarget target) {
    return new CloudOptions(
        target.endpoint(),
        target.model(),
        target.keyFile(),
        target.caFile(),
        Limits.of(target.timeout(), target.retries()));
  }

  URI chatCompletions() {
    String base = endpoint.toString();
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/chat/completions");
  }

  /// @param connect to a connection with TLS
  /// @param silence longest wait for the first token, and between two events
  /// @param total longest answer
  /// @param retries after a failed first attempt, only before the first token
  /// @param breakerDelay how long the breaker stays open: much longer than an attempt with its
  ///   retry, or the retry would already be the breaker's probe
  /// @param maxEventBytes longest event of the stream
  /// @param maxAnswerBytes longest stream
  public record Limits(
      Duration connect,
      Duration silence,
      Duration total,
      int retries,
      Duration breakerDelay,
      int maxEventBytes,
      long maxAnswerBytes) {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration TOTAL = Duration.ofMinutes(5);
    private static final Duration BREAKER_DELAY = Duration.ofSeconds(30);

    public Limits {
      if (retries < 0 || retries > 1) {
        throw new IllegalArgumentException("cloud retries must be 0 or 1, got " + retries);
      }
      for (Duration duration : new Duration[] {connect, silence, total, breakerDelay}) {
        if (duration.isZero() || duration.isNegative()) {
          throw new IllegalArgumentException("cloud time-outs must be positive, got " + duration);
        }
      }
      if (maxEventBytes < 1024 || maxAnswerBytes < maxEventBytes) {
        throw new IllegalArgumentException(
            "cloud limits of " + maxEventBytes + " and " + maxAnswerBytes + " bytes are too small");
      }
    }

    /// @param timeout as policy has it: of one attempt, to its first token, and of any later
    ///   silence
    public static Limits of(Duration timeout, int retries) {
      return new Limits(
          timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT,
          timeout,
          timeout.compareTo(TOTAL) > 0 ? timeout : TOTAL,
          Math.min(1, retries),
          timeout.compareTo(BREAKER_DELAY) > 0 ? timeout : BREAKER_DELAY,
          256 << 10,
          4 << 20);
    }
  }
}
