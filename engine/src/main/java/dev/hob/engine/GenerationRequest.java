// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.sample.Sampling;
import java.util.List;

/// What one sequence is to do.
///
/// @param prompt token ids, at least one
/// @param constantPrefix how many leading tokens are the same for every call of this feature; their
///   KV leaves the prefix cache last (0 = none)
/// @param adapters the low-rank pairs that act on this sequence; they add up (feature adapter,
///   recovery adapter beside it), an activated one from its last invocation in the prompt on. The
///   caller holds their leases until the generation has ended
/// @param maxTokens upper limit of generated tokens, >= 1
/// @param stopTokens ids that end the generation (the stop token itself is reported)
/// @param priority who goes first
/// @param owner who asks: KV of what stands after the constant prefix is shared with requests of
///   the same owner only, so that nobody learns from a hit how another's text begins
/// @param speculates whether tokens may be drafted; the answer is the same either way
public record GenerationRequest(
    int[] prompt,
    int constantPrefix,
    List<Adapter> adapters,
    int maxTokens,
    Sampling sampling,
    TokenConstraint constraint,
    int[] stopTokens,
    Priority priority,
    String owner,
    boolean speculates) {
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

  /// Of default priority and no owner, speculating.
  public GenerationRequest(
      int[] prompt,
      int constantPrefix,
      List<Adapter> adapters,
      int maxTokens,
      Sampling sampling,
      TokenConstraint constraint,
      int[] stopTokens) {
    this(
        prompt,
        constantPrefix,
        adapters,
        maxTokens,
        sampling,
        constraint,
        stopTokens,
        Priority.DEFAULT,
        "",
        true);
  }

  public GenerationRequest by(String asker, Priority urgency) {
    return with(urgency, asker, speculates);
  }

  public GenerationRequest withPriority(Priority urgency) {
    return with(urgency, owner, speculates);
  }

  public GenerationRequest withoutSpeculation() {
    return with(priority, owner, false);
  }

  private GenerationRequest with(Priority urgency, String asker, boolean drafting) {
    return new GenerationRequest(
        prompt,
        constantPrefix,
        adapters,
        maxTokens,
        sampling,
        constraint,
        stopTokens,
        urgency,
        asker,
        drafting);
  }

  /// Who waits for the answer. A more urgent sequence takes pages and places from a less urgent
  /// one, which goes on later, bit for bit as if nothing had been.
  public enum Priority {
    /// A person.
    INTERACTIVE,
    /// A program.
    DEFAULT,
    /// Nobody.
    BACKGROUND
  }
}
