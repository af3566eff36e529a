// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel;

/// The function on the gate of a gated MLP.
public enum Gate {
  /// `z / (1 + e^-z)`: SwiGLU.
  SILU,
  /// `z · Φ(z)` by its tanh approximation, which is `z / (1 + e^-2u)` with `u = √(2/π) (z +
  /// 0.044715 z³)`: GeGLU.
  GELU;

  /// `√(2/π)`.
  public static final float GELU_1 = 0.7978846f;

  /// `0.044715 √(2/π)`.
  public static final float GELU_3 = 0.044715f * GELU_1;

  /// In the order of operations of every kernel.
  public float of(float z) {
    return switch (this) {
      case SILU -> z / (1f + Exp.of(-z));
      case GELU -> {
        float u = z * Math.fma(GELU_3, z * z, GELU_1);
        yield z / (1f + Exp.of(-(u + u)));
      }
    };
  }
}
