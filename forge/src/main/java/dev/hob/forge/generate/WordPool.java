// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.List;

/// Words, names and sentences to draw from. Immutable.
///
/// @param words common lower-case words
/// @param names first and last names
/// @param sentences clean sentences of 4 to 40 words
public record WordPool(List<String> words, List<String> names, List<String> sentences) {
  /// Copies the lists.
  ///
  /// @throws IllegalArgumentException one of them is empty
  public WordPool {
    words = List.copyOf(words);
    names = List.copyOf(names);
    sentences = List.copyOf(sentences);
    if (words.isEmpty() || names.isEmpty() || sentences.isEmpty()) {
      throw new IllegalArgumentException("a word pool needs words, names and sentences");
    }
  }

  String word(Dice dice) {
    return dice.pick(words);
  }

  String name(Dice dice) {
    return dice.pick(names);
  }

  String sentence(Dice dice) {
    return dice.pick(sentences);
  }
}
