// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.util.Arrays;
import java.util.List;

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

  /// Projections that a module of a PEFT adapter acts on, in the order of their rows: one, or those
  /// of a fused matrix of `family`'s own class. Empty: no such module.
  static List<Projection> ofModule(String path, Family family) {
    if (family == Family.PHI3 && path.equals("self_attn.qkv_proj")) {
      return List.of(Q, K, V);
    }
    if (family == Family.PHI3 && path.equals("mlp.gate_up_proj")) {
      return List.of(GATE, UP);
    }
    return Arrays.stream(values()).filter(it -> it.path.equals(path)).toList();
  }
}
