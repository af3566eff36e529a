// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.sample;

/// How a token is drawn from the logits.
///
/// @param temperature 0 = greedy (ties: lowest id)
/// @param topP nucleus mass in (0, 1]
/// @param seed of this sequence's own generator
public record Sampling(float temperature, float topP, long seed) {
  public static final Sampling GREEDY = new Sampling(0f, 1f, 0L);

  public Sampling {
    if (!(temperature >= 0f) || !(topP > 0f && topP <= 1f)) {
      throw new IllegalArgumentException("temperature " + temperature + ", topP " + topP);
    }
  }
}
