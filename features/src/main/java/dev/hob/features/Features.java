// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.act.Action;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.Caller;
import java.util.List;
import java.util.Optional;

/// The features as the doors see them: policy is asked, the feature plans, the router runs, the
/// guard checks. Thread-safe; blocking style.
public interface Features {
  /// Answers `request`.
  ///
  /// @throws ProblemException it cannot be answered; nothing is left running
  Answer answer(Request request, AnswerSink sink) throws InterruptedException;

  /// Starts `request` on a thread of its own choice so that the caller can cancel it.
  Pending start(Request request, AnswerSink sink);

  /// Tokens of the input against the quota.
  Count count(Request request);

  /// Makes the next call of `feature` fast.
  void warm(String feature, Optional<String> base) throws InterruptedException;

  /// What can be done on this desktop now.
  ///
  /// @param app only what this app offers, by its id or the name that people call it
  /// @throws ProblemException `act` is not for `caller`, or the person has not switched Hob on
  Actions actions(Optional<String> app, Caller caller) throws InterruptedException;

  /// @param left what could not be used, in words for the person
  record Actions(List<Offered> offered, List<String> left) {
    public Actions {
      offered = List.copyOf(offered);
      left = List.copyOf(left);
    }
  }

  /// @param decision policy's, for a call without tainted arguments
  record Offered(Action action, ActionDecision decision) {}

  /// @param quota of the device, in tokens
  record Count(long tokens, long quota) {}

  /// A request under way.
  interface Pending {
    /// @throws ProblemException as [Features#answer]
    Answer await() throws InterruptedException;

    /// Any thread, idempotent; the request ends within one token.
    void cancel();
  }
}
