// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

/// Why a token is expected, and with that how likely it is to come.
enum Hunch {
  /// The constraint allows nothing else.
  CERTAIN(1),
  /// The constraint leaves only beginnings of one text.
  SPELT(0.8),
  /// A copy was left for one token: the source goes on after the one that was replaced.
  RESUMED(0.3),
  /// The same after two tokens, three, ….
  RESUMED_LATER(0.15),
  /// A copy was left, and its next tokens begin with what came instead.
  NEARBY(0.4),
  /// The last two, three, … tokens stood somewhere before this one.
  TWO(0.45),
  THREE(0.6),
  FOUR(0.7),
  FIVE(0.75),
  MORE(0.85);

  /// Share that is right until something better is known.
  final double first;

  Hunch(double first) {
    this.first = first;
  }

  /// @param matched tokens before it that are the same, >= 2
  static Hunch ofMatch(int matched) {
    return switch (matched) {
      case 0, 1, 2 -> TWO;
      case 3 -> THREE;
      case 4 -> FOUR;
      case 5 -> FIVE;
      default -> MORE;
    };
  }
}
