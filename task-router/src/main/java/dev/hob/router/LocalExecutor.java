// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.Optional;

/// The executor of this machine, which can also count, warm up and be measured. Wherever a `base`
/// is asked for: `name` or `name/version` of an installed one, empty = the active one. A plan runs
/// on [Work#base], in the form that this base speaks.
public interface LocalExecutor extends Executor {
  /// As [#unavailable()], for work on this base.
  Optional<Refusal> unavailable(Optional<String> base);

  @Override
  default Optional<Refusal> unavailable() {
    return unavailable(Optional.empty());
  }

  /// What a base is, without mapping it.
  ///
  /// @throws RefusedException there is no such base
  BaseTraits traits(Optional<String> base);

  /// Tokens of `prompt` on a base. One that does not know its special tokens counts each as one.
  ///
  /// @throws RefusedException there is no base to count for
  int count(Prompt prompt, Optional<String> base);

  /// Maps a base, leases the role's adapter and prefills what is constant of `beginning` in the
  /// form that the base speaks.
  ///
  /// @throws RefusedException pressure, no base, no adapter
  void warm(Beginning beginning, Optional<String> base) throws InterruptedException;

  /// What the rates of a base depend on here; empty where that cannot be told, and so nothing kept
  /// of an earlier process can hold.
  ///
  /// @throws RefusedException there is no base that could run
  Optional<Circumstances> circumstances(Optional<String> base);

  /// Runs a short generation of no content and measures it. Only called while nothing is known yet,
  /// or while nothing runs and what an earlier process left would turn work away.
  ///
  /// @throws RefusedException there is no base to measure
  Rates measure(Optional<String> base) throws InterruptedException;
}
