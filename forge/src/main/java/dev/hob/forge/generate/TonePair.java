// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.Optional;

/// A sentence and what a tone makes of it.
///
/// @param target empty = it is in the tone already
record TonePair(String source, Optional<String> target) {
  /// Makes pairs of natural sentences. Safe for several threads.
  interface Source {
    /// @return empty when nothing can be made of the sentence
    Optional<TonePair> pair(Dice dice, String sentence);
  }
}
