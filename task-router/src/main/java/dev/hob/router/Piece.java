// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.util.Optional;

/// What a run gives back, in order: `Started`, then `Mark` and `Text`, then `Finished`.
public sealed interface Piece {
  /// @param base digest of the base, or the model's name in the cloud
  record Started(String base, Optional<AdapterStamp> adapter, int promptTokens, int cachedTokens)
      implements Piece {}

  /// A special token of the answer, e.g. `1`, `P3`, `seg`, `ok` (never made from text).
  ///
  /// @param probability of it among the tokens that the grammar allowed there, 0..1; NaN where the
  ///   place does not tell
  record Mark(String name, double probability) implements Piece {}

  record Text(String text) implements Piece {}

  /// @param outputTokens generated tokens, marks and the end token included
  /// @param meanLogProbability over generated tokens; NaN where the place does not tell
  /// @param draftedTokens of these, how many were drafted and came without a step of their own
  record Finished(Why why, int outputTokens, double meanLogProbability, int draftedTokens)
      implements Piece {
    /// Where nothing was drafted.
    public Finished(Why why, int outputTokens, double meanLogProbability) {
      this(why, outputTokens, meanLogProbability, 0);
    }
  }

  /// Which adapter ran.
  record AdapterStamp(String name, String version, String digest) {}

  /// Why it ended.
  enum Why {
    STOP,
    LENGTH,
    CANCELLED
  }
}
