// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.policy.ActionCall;
import dev.hob.policy.Place;
import dev.hob.router.Prediction;
import java.time.Duration;

/// Where an answer goes while it is made. Called on the request's own thread.
public interface AnswerSink {
  /// Drops what is on the way; for callers that want the finished answer only.
  AnswerSink FINAL_ONLY = new AnswerSink() {};

  default void accepted(String id, Place place, String reason, Prediction predicted) {}

  /// The person is asked whether `call` may be carried out, and has `limit` to answer.
  default void asking(ActionCall call, Duration limit) {}

  default void delta(String text) {}

  /// The guard rewrote: `text` stands in place of all deltas so far.
  default void replace(String text) {}
}
