// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/// Greedy decoding by the forward pass alone, without a cache: slow, and what the engine is checked
/// against.
public final class ReferenceGreedy {
  private final NDManager manager;
  private final Transformer transformer;
  private final WeightSource weights;
  private final ModelConfig config;

  /// A decoder over weights.
  public ReferenceGreedy(NDManager manager, ModelConfig config, WeightSource weights) {
    this.manager = manager;
    this.config = config;
    this.weights = weights;
    this.transformer = new Transformer(config);
  }

  /// Continues a prompt with the likeliest tokens.
  ///
  /// @param end id at which to stop; it is not part of the answer
  /// @return at most `limit` ids, without the prompt
  public int[] continueFrom(int[] prompt, int limit, int end) {
    int[] tokens = prompt.clone();
    while (tokens.length < prompt.length + limit) {
      float[] logits = logits(tokens);
      int best = 0;
      for (int i = 1; i < logits.length; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      if (best == end) {
        break;
      }
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = best;
    }
    return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
  }

  /// Logits behind the last token.
  public float[] logits(int[] tokens) {
    try (NDManager step = manager.newSubManager()) {
      Sequences sequences = Sequences.single(step, tokens, config.headDim());
      NDArray hidden = transformer.hidden(weights, sequences);
      NDArray last = hidden.get((tokens.length - 1) + ":" + tokens.length);
      return transformer.logits(weights, last).toFloatArray();
    }
  }
}
