// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.policy.Caller;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.QueueClass;
import java.util.Optional;

/// A request as a door hands it over: the envelope is parsed, `input` and `options` are read
/// strictly by the feature itself.
///
/// @param base `name` or `name/version` of the installed base that shall do it; empty = the active
///   one, or the cloud
public record Request(
    String feature,
    JsonNode input,
    JsonNode options,
    Caller caller,
    QueueClass queueClass,
    Deadline deadline,
    PlacePreference place,
    OnOverflow onOverflow,
    Optional<String> base) {
  /// By the active base, or in the cloud.
  public Request(
      String feature,
      JsonNode input,
      JsonNode options,
      Caller caller,
      QueueClass queueClass,
      Deadline deadline,
      PlacePreference place,
      OnOverflow onOverflow) {
    this(
        feature, input, options, caller, queueClass, deadline, place, onOverflow, Optional.empty());
  }

  /// What to do with an input over the quota.
  public enum OnOverflow {
    REFUSE,
    SECTIONS
  }
}
