// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.Set;

/// How the attention of a model weighs tokens.
///
/// @param scale of a product of query and key before anything else
/// @param cap scores `s` become `cap · tanh(s / cap)`; 0 = they stay
/// @param window tokens that a layer of `sliding` sees, the current one included; 0 = all
/// @param sliding layers that see the window only
/// @param rope of the layers that see everything
/// @param slidingRope of the others
public record AttentionShape(
    double scale, double cap, int window, Set<Integer> sliding, Rope rope, Rope slidingRope) {
  public AttentionShape {
    sliding = Set.copyOf(sliding);
  }

  /// All tokens, one rope.
  static AttentionShape plain(int headDim, Rope rope) {
    return new AttentionShape(1 / Math.sqrt(headDim), 0, 0, Set.of(), rope, rope);
  }

  public boolean slides(int layer) {
    return sliding.contains(layer);
  }

  /// Tokens that a layer sees; 0 = all.
  public int window(int layer) {
    return slides(layer) ? window : 0;
  }

  /// Whether the layers turn in two ways.
  public boolean twoRopes() {
    return !rope.equals(slidingRope);
  }
}
