// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

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
  void warm(String feature) throws InterruptedException;

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
