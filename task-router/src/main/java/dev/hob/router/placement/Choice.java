// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.placement;

import dev.hob.policy.Place;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;

/// Placement's answer.
public sealed interface Choice {
  /// @param reason in words, for the answer
  record At(Place place, String reason, Prediction predicted) implements Choice {}

  record Refuse(Refusal why) implements Choice {}
}
