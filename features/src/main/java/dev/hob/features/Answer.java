// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.policy.Place;
import dev.hob.router.Piece;
import java.util.List;
import java.util.Optional;

/// A finished answer (formats.md, 5), the same on every door.
///
/// @param output the feature's own output
/// @param by `model` or `helper`: who wrote the text
/// @param base digest of the base; empty when no model ran
public record Answer(
    String id,
    String feature,
    JsonNode output,
    String by,
    Place place,
    String reason,
    Optional<String> base,
    Optional<Piece.AdapterStamp> adapter,
    Guard guard,
    Usage usage,
    Timing timing) {

  /// @param quoted the text quotes its sources because the model's own did not pass
  /// @param rejected what the guard found, in words without content
  public record Guard(boolean checked, boolean quoted, List<String> rejected) {
    public Guard {
      rejected = List.copyOf(rejected);
    }
  }

  /// @param cachedTokens of the prompts', how many were not computed again
  /// @param draftedTokens of the output's, how many were drafted and came without a step of their
  ///   own
  public record Usage(
      int promptTokens,
      int cachedTokens,
      int outputTokens,
      int draftedTokens,
      int guardRetries,
      long cpuMs) {}

  /// Milliseconds from acceptance.
  public record Timing(
      long queued, long firstToken, long total, long predictedFirstToken, long predictedFinish) {}
}
