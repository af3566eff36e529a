// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// A weight matrix [rows, columns] = [out, in] as the kernels read it. Immutable; the memory behind
/// it belongs to whoever mapped it and must stay mapped while a kernel runs.
public sealed interface Weights permits PaletteWeights, PlainWeights {
  /// Output features.
  int rows();

  /// Input features.
  int columns();
}
