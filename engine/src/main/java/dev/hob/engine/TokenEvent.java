// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

/// What a running generation tells.
public sealed interface TokenEvent {
  /// Prefill has begun.
  ///
  /// @param promptTokens tokens of the prompt
  /// @param cachedTokens of these, how many came from the prefix cache
  record Started(int promptTokens, int cachedTokens) implements TokenEvent {}

  /// One generated token.
  ///
  /// @param logProbability natural log of its probability under the (masked) distribution
  record Token(int id, float logProbability) implements TokenEvent {}

  /// The last event.
  ///
  /// @param cause set when `why` is `FAILED`
  /// @param prefillNanos time in prefill steps of this sequence
  /// @param decodeNanos time from first to last token
  /// @param drafted tokens that were drafted and verified
  /// @param accepted of these, how many became tokens; they came without a step of their own
  record Finished(
      Why why,
      @org.jspecify.annotations.Nullable Throwable cause,
      long prefillNanos,
      long decodeNanos,
      int drafted,
      int accepted)
      implements TokenEvent {}

  /// Why a generation ended.
  enum Why {
    STOP,
    LENGTH,
    CANCELLED,
    FAILED
  }
}
