// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

/// Sizes of a small model.
///
/// @param width hidden size
/// @param window tokens that a sliding layer sees, where the kind has such layers
public record Shape(
    int width, int layers, int heads, int kvHeads, int headDim, int ffn, int context, int window) {
  private static final int CONTEXT = 4096;

  /// Rows of 64 and 96: every type but the K types.
  static Shape small(ModelKind kind) {
    int layers = kind == ModelKind.GEMMA3 ? 7 : 3;
    int kvHeads = kind == ModelKind.LLAMA2 ? 4 : 2;
    // Where heads * headDim differs from the width, a mix-up of the two shows.
    int headDim = kind.freeHeadDim() ? 32 : 16;
    return new Shape(64, layers, 4, kvHeads, headDim, 96, CONTEXT, 24);
  }

  /// Rows of 256 and 512, as the K types need.
  static Shape wide(ModelKind kind) {
    int layers = kind == ModelKind.GEMMA3 ? 6 : 2;
    int kvHeads = kind == ModelKind.LLAMA2 ? 8 : 4;
    int headDim = kind.freeHeadDim() ? 64 : 32;
    return new Shape(256, layers, 8, kvHeads, headDim, 256, CONTEXT, 24);
  }

  int queryRows() {
    return heads * headDim;
  }

  int keyRows() {
    return kvHeads * headDim;
  }
}
