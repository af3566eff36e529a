// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import java.util.Arrays;

/// Where in a text its last tokens stood before. Batch-loop thread only.
///
/// Every pair of neighbours is entered once it has a token after it: a table of chains, newest
/// first, over one array of positions. A look-up walks one chain, [#WALK] places at most.
final class Lookup {
  /// Tokens that a match is measured over.
  static final int LONGEST = 8;

  private static final int WALK = 32;
  private static final int NONE = -1;

  private final Text text;
  private int[] newest = filled(256);
  private int[] older = new int[256];
  private int entered = 2; // positions below have been entered

  private int position;
  private int matched;

  Lookup(Text text) {
    this.text = text;
  }

  private static int[] filled(int size) {
    int[] chains = new int[size];
    Arrays.fill(chains, NONE);
    return chains;
  }

  /// Looks for the place whose tokens before it agree longest with `tail`; of equals the one that
  /// is `expected`, else the newest.
  ///
  /// @param tail last tokens, newest first, at least 2
  /// @return whether there is any that agrees in two
  boolean find(int[] tail, int expected) {
    enterAll();
    matched = 0;
    int place = newest[slot(tail[1], tail[0])];
    for (int walked = 0; place != NONE && walked < WALK; walked++) {
      int agreed = agreed(tail, place);
      if (agreed > matched || (agreed == matched && agreed >= 2 && place == expected)) {
        matched = agreed;
        position = place;
      }
      place = older[place];
    }
    return matched >= 2;
  }

  /// What was found: the position of the token that came next there.
  int position() {
    return position;
  }

  /// How many tokens before it agree, 2 to [#LONGEST].
  int matched() {
    return matched;
  }

  private int agreed(int[] tail, int place) {
    int count = 0;
    while (count < tail.length && count < place && text.token(place - 1 - count) == tail[count]) {
      count++;
    }
    return count;
  }

  private void enterAll() {
    if (text.length() > older.length) {
      older = Arrays.copyOf(older, Math.max(text.length(), 2 * older.length));
      newest = filled(Integer.highestOneBit(older.length) * 2);
      entered = 2;
    }
    for (; entered < text.length(); entered++) {
      int slot = slot(text.token(entered - 2), text.token(entered - 1));
      older[entered] = newest[slot];
      newest[slot] = entered;
    }
  }

  private int slot(int first, int second) {
    int hash = (first * 31 + second) * 0x9E3779B9;
    return (hash ^ (hash >>> 15)) & (newest.length - 1);
  }
}
