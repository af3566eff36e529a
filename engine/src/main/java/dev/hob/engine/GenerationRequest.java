// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.sample.Sampling;
import java.util.List;

/// What one sequence is to do.
///
/// @param prompt token ids, at least one
/// @param constantPrefix how many leading tokens are the same for every call of this feature; the
///   engine keeps their KV in the prefix cache (0 = none)
/// @param adapters the low-rank pairs that act on this sequence; they add up (feature adapter,
///   recovery adapter beside it). The caller holds their leases until the generation has ended
/// @param maxTokens upper limit of generated tokens, >= 1
/// @param stopTokens ids that end the generation (the stop token itself is reported)
public record GenerationRequest(
    int[] prompt,
    int constantPrefix,
    List<Adapter> adapters,
    int maxTokens,
    Sampling sampling,
    TokenConstraint constraint,
    int[] stopTokens) {
  public GenerationRequest {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("a prompt needs at least one token");
    }
    if (constantPrefix < 0 || constantPrefix > prompt.length) {
      throw new IllegalArgumentException(
          "constantPrefix " + constantPrefix + " of " + prompt.length);
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens " + maxTokens);
    }
    adapters = List.copyOf(adapters);
  }
}
