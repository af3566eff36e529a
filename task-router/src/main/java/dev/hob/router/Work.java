// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import java.util.Optional;

/// A request as admission sees it.
///
/// @param base `name` or `name/version` of the device's base that shall do it; empty = the active
///   one
/// @param promptTokens tokens of all planned calls together; 0 = no model call is planned
/// @param longestPrompt tokens of the longest single call
/// @param outputTokens upper estimate over all calls
public record Work(
    String feature,
    Caller caller,
    DataClass dataClass,
    Decision decision,
    QueueClass queueClass,
    Deadline deadline,
    PlacePreference place,
    Optional<String> base,
    int promptTokens,
    int longestPrompt,
    int outputTokens) {
  /// On the active base.
  public Work(
      String feature,
      Caller caller,
      DataClass dataClass,
      Decision decision,
      QueueClass queueClass,
      Deadline deadline,
      PlacePreference place,
      int promptTokens,
      int longestPrompt,
      int outputTokens) {
    this(
        feature,
        caller,
        dataClass,
        decision,
        queueClass,
        deadline,
        place,
        Optional.empty(),
        promptTokens,
        longestPrompt,
        outputTokens);
  }
}
