// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request that ended without an answer. The subclass says what the caller can do about it, the
/// [#type] what exactly happened, [#document] holds the type's own members.
public abstract sealed class HobException extends RuntimeException {
  private final ProblemType type;
  private final transient JsonNode document;

  private HobException(ProblemType type, JsonNode document, @Nullable Throwable cause) {
    super(sentence(type, document), cause);
    this.type = type;
    this.document = document;
  }

  /// The request itself must change.
  public static final class Rejected extends HobException {
    private Rejected(ProblemType type, JsonNode document) {
      super(type, document, null);
    }
  }

  /// Policy, consent or trust stands in the way.
  public static final class Forbidden extends HobException {
    private Forbidden(ProblemType type, JsonNode document) {
      super(type, document, null);
    }
  }

  /// No feature, request, adapter or base of that name.
  public static final class Missing extends HobException {
    private Missing(ProblemType type, JsonNode document) {
      super(type, document, null);
    }
  }

  /// Not now; worth asking again after [#retryAfter] where it is given.
  public static final class Busy extends HobException {
    private Busy(ProblemType type, JsonNode document) {
      super(type, document, null);
    }

    /// Empty if asking again cannot help.
    public Optional<Duration> retryAfter() {
      JsonNode millis = document().path("retryAfter");
      return millis.isNumber() ? Optional.of(Duration.ofMillis(millis.asLong())) : Optional.empty();
    }
  }

  /// Hob's daemon, or the cloud behind it, does not answer.
  public static final class Unreachable extends HobException {
    private Unreachable(ProblemType type, JsonNode document, @Nullable Throwable cause) {
      super(type, document, cause);
    }
  }

  /// The request was cancelled.
  public static final class Cancelled extends HobException {
    private Cancelled(ProblemType type, JsonNode document) {
      super(type, document, null);
    }
  }

  /// Hob failed; the document's `incident` leads to its log.
  public static final class Failed extends HobException {
    private Failed(ProblemType type, JsonNode document) {
      super(type, document, null);
    }
  }

  public ProblemType type() {
    return type;
  }

  /// The RFC 9457 problem document, as it came.
  public JsonNode document() {
    return document;
  }

  /// @param document an RFC 9457 problem document
  static HobException of(JsonNode document) {
    ProblemType type = ProblemType.of(document.path("type").asText());
    return switch (type) {
      case INVALID_INPUT,
          TOO_LARGE,
          UNSUPPORTED_LANGUAGE,
          UNSUPPORTED_OPTION,
          UNSUPPORTED_SCHEMA,
          INCOMPATIBLE_BUNDLE,
          CORRUPT_BUNDLE ->
          new Rejected(type, document);
      case NOT_PERMITTED, NEEDS_CONSENT, UNTRUSTED_BUNDLE -> new Forbidden(type, document);
      case UNKNOWN_FEATURE, UNKNOWN_REQUEST, UNKNOWN_ADAPTER, UNKNOWN_BASE ->
          new Missing(type, document);
      case OVER_CAPACITY, DEADLINE_UNREACHABLE, LOW_MEMORY, ALREADY_RUNNING ->
          new Busy(type, document);
      case CLOUD_UNREACHABLE, DAEMON_UNREACHABLE -> new Unreachable(type, document, null);
      case CANCELLED -> new Cancelled(type, document);
      case STORAGE, INVALID_POLICY, INTERNAL -> new Failed(type, document);
    };
  }

  /// No daemon answers at `socket`.
  static HobException daemonUnreachable(String detail, @Nullable Throwable cause) {
    JsonNode document =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", ProblemType.DAEMON_UNREACHABLE.urn())
            .put("title", "Hob is not running")
            .put("detail", detail);
    return new Unreachable(ProblemType.DAEMON_UNREACHABLE, document, cause);
  }

  private static String sentence(ProblemType type, JsonNode document) {
    String detail = document.path("detail").asText();
    return detail.isEmpty() ? document.path("title").asText(type.urn()) : detail;
  }
}
