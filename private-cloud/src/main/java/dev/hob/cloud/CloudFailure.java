// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One failed attempt. Its message is what a person may read: never a key, never content, never
/// what the upstream wrote (it may echo the prompt).
final class CloudFailure extends RuntimeException {
  /// What a failure means for the next attempt and for the breaker.
  enum Kind {
    /// The same call may work at once; the upstream is suspect.
    TRANSIENT(true, true),
    /// Asking again now only makes it worse; the upstream is suspect.
    SUSPECT(false, true),
    /// The upstream is well, but does not take this call (4xx), or we may not ask.
    REFUSED(false, false),
    /// The caller cancelled or was interrupted.
    ENDED(false, false);

    final boolean retryable;
    final boolean countsAgainstUpstream;

    Kind(boolean retryable, boolean countsAgainstUpstream) {
      this.retryable = retryable;
      this.countsAgainstUpstream = countsAgainstUpstream;
    }
  }

  private final Kind kind;
  private final String words;
  private final @Nullable Duration retryAfter;

  private CloudFailure(
      Kind kind, String words, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(words, cause);
    this.kind = kind;
    this.words = words;
    this.retryAfter = retryAfter;
  }

  static CloudFailure of(Kind kind, String words) {
    return new CloudFailure(kind, words, null, null);
  }

  /// @param retryAfter what the upstream asked for, if it did
  static CloudFailure status(int status, Optional<Duration> retryAfter) {
    Kind kind =
        status == 502 || status == 503 || status == 504
            ? Kind.TRANSIENT
            : status >= 500 ? Kind.SUSPECT : Kind.REFUSED;
    return new CloudFailure(kind, "HTTP " + status, retryAfter.orElse(null), null);
  }

  /// A fault of the transport.
  static CloudFailure transport(Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException e ->
          new CloudFailure(Kind.TRANSIENT, "connecting timed out", null, e);
      case HttpTimeoutException e -> new CloudFailure(Kind.SUSPECT, "no answer in time", null, e);
      case ConnectException e -> {
        boolean unknown = e.getCause() instanceof UnresolvedAddressException;
        yield new CloudFailure(
            Kind.TRANSIENT, unknown ? "host name unknown" : "connection refused", null, e);
      }
      case SSLException e ->
          new CloudFailure(Kind.SUSPECT, "TLS failed: " + e.getMessage(), null, e);
      default -> new CloudFailure(Kind.TRANSIENT, "connection broke", null, cause);
    };
  }

  Kind kind() {
    return kind;
  }

  String words() {
    return words;
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
