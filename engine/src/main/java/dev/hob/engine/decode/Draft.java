// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

/// Tokens that may come next in one sequence, each only if those before it did.
///
/// @param hunches why each is expected
/// @param chances how likely each is to become a token: never rising
record Draft(int[] tokens, Hunch[] hunches, double[] chances) {
  static final Draft NONE = new Draft(new int[0], new Hunch[0], new double[0]);

  int length() {
    return tokens.length;
  }
}
