// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.policy.Caller;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.QueueClass;

/// A request as a door hands it over: the envelope is parsed, `input` and `options` are read
/// strictly by the feature itself.
public record Request(
    String feature,
    JsonNode input,
    JsonNode options,
    Caller caller,
    QueueClass queueClass,
    Deadline deadline,
    PlacePreference place,
    OnOverflow onOverflow) {
  /// What to do with an input over the quota.
  public enum OnOverflow {
    REFUSE,
    SECTIONS
  }
}
