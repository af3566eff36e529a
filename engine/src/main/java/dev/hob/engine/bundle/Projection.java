// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.Optional;

/// The seven matrices of a layer, in the order of the forward pass.
public enum Projection {
  Q("self_attn.q_proj"),
  K("self_attn.k_proj"),
  V("self_attn.v_proj"),
  O("self_attn.o_proj"),
  GATE("mlp.gate_proj"),
  UP("mlp.up_proj"),
  DOWN("mlp.down_proj");

  private final String path;

  Projection(String path) {
    this.path = path;
  }

  /// Path inside a layer, as Hugging Face and PEFT spell it.
  public String path() {
    return path;
  }

  /// The last part of the path: what `target_modules` names.
  public String module() {
    return path.substring(path.indexOf('.') + 1);
  }

  /// Output features in a base of this shape.
  public int rows(ModelConfig config) {
    return switch (this) {
      case Q -> config.heads() * config.headDim();
      case K, V -> config.kvHeads() * config.headDim();
      case O, DOWN -> config.width();
      case GATE, UP -> config.ffn();
    };
  }

  /// Input features in a base of this shape.
  public int columns(ModelConfig config) {
    return switch (this) {
      case Q, K, V, GATE, UP -> config.width();
      case O -> config.heads() * config.headDim();
      case DOWN -> config.ffn();
    };
  }

  static Optional<Projection> ofPath(String path) {
    for (Projection projection : values()) {
      if (projection.path.equals(path)) {
        return Optional.of(projection);
      }
    }
    return Optional.empty();
  }
}
