// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// The executor of this machine, which can also count, warm up and be measured.
public interface LocalExecutor extends Executor {
  /// Tokens of `prompt` for the active base.
  ///
  /// @throws RefusedException there is no base to count for
  int count(Prompt prompt);

  /// Maps the base, leases the role's adapter and prefills the constant part of `prompt`.
  ///
  /// @throws RefusedException pressure, no base, no adapter
  void warm(String role, Prompt prompt) throws InterruptedException;

  /// Runs a short generation of no content and measures it. Only called while nothing is known yet.
  ///
  /// @throws RefusedException there is no base to measure
  Rates measure() throws InterruptedException;
}
