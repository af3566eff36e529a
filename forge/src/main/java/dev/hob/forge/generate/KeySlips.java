// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.Optional;

/// Slips of the fingers on a keyboard.
final class KeySlips {
  private static final String[] KEYS = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};

  private KeySlips() {}

  /// A slip of the fingers: neighbours swapped, a letter left out, doubled or taken from the next
  /// key.
  static Optional<String> slip(Dice dice, String word) {
    if (word.length() < 5 || word.indexOf('\'') >= 0) {
      return Optional.empty();
    }
    int at = dice.between(1, word.length() - 2);
    String head = word.substring(0, at);
    String tail = word.substring(at + 1);
    char c = word.charAt(at);
    String made =
        switch (dice.below(4)) {
          case 0 -> head + word.charAt(at + 1) + c + word.substring(at + 2);
          case 1 -> head + tail;
          case 2 -> head + c + c + tail;
          default -> head + nextKey(dice, c) + tail;
        };
    return made.equals(word) ? Optional.empty() : Optional.of(made);
  }

  private static char nextKey(Dice dice, char c) {
    for (String row : KEYS) {
      int at = row.indexOf(c);
      if (at >= 0) {
        int next = at == 0 ? 1 : at == row.length() - 1 ? at - 1 : at + (dice.chance(0.5) ? 1 : -1);
        return row.charAt(next);
      }
    }
    return 'e';
  }
}
