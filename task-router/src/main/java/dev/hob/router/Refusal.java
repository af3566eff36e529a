// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Duration;
import java.util.List;

/// Why work was not accepted, or could not go on.
public sealed interface Refusal {
  record TooLarge(long requested, long quota, String unit) implements Refusal {}

  record OverCapacity(Duration retryAfter, int queue, Prediction predicted) implements Refusal {}

  record DeadlineUnreachable(Prediction predicted, Deadline deadline) implements Refusal {}

  record LowMemory(long needed, long free, Duration retryAfter) implements Refusal {}

  record CloudUnreachable(String endpoint, String cause, Duration retryAfter) implements Refusal {}

  /// The place that the caller asked for is not among those that policy allows.
  record NotPermitted(String rule, String source) implements Refusal {}

  /// No base, or no adapter for `role` on the active base.
  record Unavailable(String role, String reason, Lack lack) implements Refusal {
    public Unavailable(String role, String reason) {
      this(role, reason, Lack.ADAPTER);
    }

    /// What is missing.
    public enum Lack {
      BASE,
      ADAPTER
    }
  }

  /// No base of that name is installed.
  record UnknownBase(String name, List<String> known) implements Refusal {
    public UnknownBase {
      known = List.copyOf(known);
    }
  }

  /// An answer cannot be held to this schema.
  ///
  /// @param pointer JSON pointer into the schema
  /// @param why e.g. `unsupported keyword "oneOf"`
  record UnsupportedSchema(String pointer, String why) implements Refusal {}

  /// The caller cancelled, or Hob is stopping.
  record Cancelled() implements Refusal {}
}
