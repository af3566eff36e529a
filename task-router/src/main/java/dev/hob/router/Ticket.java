// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Place;

/// An admitted request. It waits in the queue until its first run; all its runs share its turn.
/// Closing it frees the turn, closes leases and records whether the prediction was kept.
public interface Ticket extends AutoCloseable {
  String id();

  Place place();

  /// The form in which plans run there, and in which they are answered.
  default PromptForm form() {
    return switch (place()) {
      case DEVICE -> PromptForm.NATIVE;
      case CLOUD -> PromptForm.CHAT;
    };
  }

  /// Why this place, e.g. `default`, `input over deviceTokens 2048`.
  String reason();

  Prediction predicted();

  /// Starts one model call; the first one blocks until the ticket's turn has come.
  ///
  /// @throws RefusedException cancelled, adapter not usable, cloud unreachable
  Run run(Plan plan) throws InterruptedException;

  /// Milliseconds spent in the queue so far.
  long queuedMs();

  /// Ends the running call within one token, or leaves the queue. Any thread, idempotent.
  void cancel();

  @Override
  void close();
}
