// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.audit;

import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import java.time.Instant;
import java.util.Optional;

/// What is kept of a request (formats.md, 9). There is no field that could hold content, and those
/// that hold names are cut to [#MAX_NAME] characters, so that nothing long slips in as a name.
///
/// @param request its id
/// @param place `device`, `cloud`, or empty if nothing ran
/// @param adapter name and version, or empty
/// @param outcome `answered`, `quoted`, `refused`, `cancelled`, or a problem's type
/// @param millis from acceptance to end
public record AuditRecord(
    Instant time,
    String request,
    Caller caller,
    String feature,
    DataClass dataClass,
    Optional<String> place,
    Decision decision,
    Sizes sizes,
    Optional<String> adapter,
    String outcome,
    long millis) {
  /// Longest name that is kept.
  public static final int MAX_NAME = 128;

  /// How much went in and out.
  public record Sizes(long bytesIn, long bytesOut, long tokens) {}
}
