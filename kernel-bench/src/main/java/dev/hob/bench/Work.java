// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

/// What one operation must do, whoever does it.
///
/// @param bytes of weights or KV that are read, in the form in which this contender keeps them
/// @param operations two a multiply-add; 0 where nothing is computed
/// @param arithmetic of the products, which decides the limit
record Work(double bytes, double operations, Arithmetic arithmetic) {
  enum Arithmetic {
    BYTES,
    FLOATS,
    NONE
  }

  /// Billions of bytes a second.
  double gigabytes(double micros) {
    return bytes / micros / 1e3;
  }

  /// Billions of operations a second.
  double gigaOperations(double micros) {
    return operations / micros / 1e3;
  }
}
