// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

/// A token that looks at a sequence.
///
/// @param layers that are looked at in turn
/// @param length tokens
/// @param heads of queries, a multiple of `kvHeads`
record Attended(int layers, int length, int heads, int kvHeads, int headDim) {
  /// Of one layer: a product of query and key and one of weight and value, two operations each.
  double operations() {
    return 4.0 * length * heads * headDim;
  }

  /// Query heads that share a key/value head.
  int shared() {
    return heads / kvHeads;
  }
}
