// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// Queue, admission and placement over the executors. Thread-safe; blocking style, meant for
/// virtual threads.
public interface Router {
  /// Tokens of `prompt` for the active base.
  int count(Prompt prompt);

  Admission admit(Work work);

  /// Maps the base, leases the role's adapter and prefills the constant part of `prompt`.
  /// Idempotent.
  ///
  /// @throws RefusedException pressure, no base, no adapter
  void warm(String role, Prompt prompt) throws InterruptedException;

  RouterStatus status();
}
