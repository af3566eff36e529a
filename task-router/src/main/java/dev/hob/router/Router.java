// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.Optional;

/// Queue, admission and placement over the executors. Thread-safe; blocking style, meant for
/// virtual threads.
public interface Router {
  /// Tokens of `prompt` on a base.
  ///
  /// @param base `name` or `name/version` of an installed one; empty = the active one
  /// @throws RefusedException there is no such base
  int count(Prompt prompt, Optional<String> base);

  /// On the active base.
  default int count(Prompt prompt) {
    return count(prompt, Optional.empty());
  }

  /// What a base of this device is; empty where none is installed at all.
  ///
  /// @param base as for [#count]
  /// @throws RefusedException there is no base of that name
  Optional<BaseTraits> traits(Optional<String> base);

  Admission admit(Work work);

  /// Maps a base, leases the role's adapter and prefills what is constant of `beginning` in the
  /// form that the base speaks. Idempotent.
  ///
  /// @param base as for [#count]
  /// @throws RefusedException pressure, no base, no adapter
  void warm(Beginning beginning, Optional<String> base) throws InterruptedException;

  RouterStatus status();
}
