// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import java.util.ArrayList;
import java.util.List;

/// Which tensors a kind of model has, under both of their names.
final class TensorPlan {
  /// How a tensor's numbers are drawn, and how it differs between the two forms.
  enum Role {
    MATRIX,
    /// Matrix whose rows are turned in adjacent pairs in GGUF and in two halves in the folder.
    TURNED,
    /// 1 + 0.1 n, so that a forgotten one shows; Gemma's are stored minus one in the folder.
    NORM,
    BIAS,
    /// Divisors of rotations, in GGUF only.
    DIVISORS
  }

  /// @param gguf name in a GGUF file
  /// @param folder name in a Hugging Face folder; empty if there is none
  /// @param shape outermost first
  /// @param heads of a turned matrix
  record Spec(String gguf, String folder, Role role, int heads, long... shape) {
    int weights() {
      long weights = 1;
      for (long side : shape) {
        weights *= side;
      }
      return Math.toIntExact(weights);
    }

    int columns() {
      return Math.toIntExact(shape[shape.length - 1]);
    }

    boolean matrix() {
      return role == Role.MATRIX || role == Role.TURNED;
    }
  }

  /// A projection of a layer: the matrices that adapters change.
  record Site(String gguf, String folder, int rows, int columns, int heads) {}

  private final ModelKind kind;
  private final Shape shape;
  private final List<Spec> specs = new ArrayList<>();

  private TensorPlan(ModelKind kind, Shape shape) {
    this.kind = kind;
    this.shape = shape;
  }

  static List<Spec> of(ModelKind kind, Shape shape, int vocabulary) {
    TensorPlan plan = new TensorPlan(kind, shape);
    plan.matrix("token_embd", "model.embed_tokens", vocabulary, shape.width());
    plan.norm("output_norm", "model.norm", shape.width());
    if (!kind.tied()) {
      plan.matrix("output", "lm_head", vocabulary, shape.width());
    }
    plan.divisors();
    for (int layer = 0; layer < shape.layers(); layer++) {
      plan.layer(layer);
    }
    return plan.specs;
  }

  /// The projections of a layer.
  static List<Site> sites(ModelKind kind, Shape s) {
    int turned = kind.adjacentPairs() ? 1 : 0;
    List<Site> sites = new ArrayList<>();
    if (kind.fused()) {
      sites.add(
          new Site(
              "attn_qkv", "self_attn.qkv_proj", s.queryRows() + 2 * s.keyRows(), s.width(), 0));
    } else {
      sites.add(
          new Site("attn_q", "self_attn.q_proj", s.queryRows(), s.width(), turned * s.heads()));
      sites.add(
          new Site("attn_k", "self_attn.k_proj", s.keyRows(), s.width(), turned * s.kvHeads()));
      sites.add(new Site("attn_v", "self_attn.v_proj", s.keyRows(), s.width(), 0));
    }
    sites.add(new Site("attn_output", "self_attn.o_proj", s.width(), s.queryRows(), 0));
    if (kind.fused()) {
      sites.add(new Site("ffn_up", "mlp.gate_up_proj", 2 * s.ffn(), s.width(), 0));
    } else {
      sites.add(new Site("ffn_gate", "mlp.gate_proj", s.ffn(), s.width(), 0));
      sites.add(new Site("ffn_up", "mlp.up_proj", s.ffn(), s.width(), 0));
    }
    sites.add(new Site("ffn_down", "mlp.down_proj", s.width(), s.ffn(), 0));
    return sites;
  }

  private void layer(int layer) {
    String b = "blk." + layer + ".";
    String h = "model.layers." + layer + ".";
    int width = shape.width();
    norm(b + "attn_norm", h + "input_layernorm", width);
    if (kind.gemma()) {
      norm(b + "post_attention_norm", h + "post_attention_layernorm", width);
      norm(b + "ffn_norm", h + "pre_feedforward_layernorm", width);
      norm(b + "post_ffw_norm", h + "post_feedforward_layernorm", width);
    } else {
      norm(b + "ffn_norm", h + "post_attention_layernorm", width);
    }
    if (kind.headNorms()) {
      norm(b + "attn_q_norm", h + "self_attn.q_norm", shape.headDim());
      norm(b + "attn_k_norm", h + "self_attn.k_norm", shape.headDim());
    }
    for (Site site : sites(kind, shape)) {
      Role role = site.heads() > 0 ? Role.TURNED : Role.MATRIX;
      String gguf = b + site.gguf();
      String folder = h + site.folder();
      add(gguf + ".weight", folder + ".weight", role, site.heads(), site.rows(), site.columns());
      if (kind.biases() && site.gguf().matches("attn_[qkv]")) {
        add(gguf + ".bias", folder + ".bias", Role.BIAS, 0, site.rows());
      }
    }
  }

  private void divisors() {
    int half = kind.turned(shape.headDim()) / 2;
    if (kind == ModelKind.LLAMA3) {
      add("rope_freqs.weight", "", Role.DIVISORS, 0, half);
    }
    if (kind.stretched()) {
      add("rope_factors_long.weight", "", Role.DIVISORS, 0, half);
      add("rope_factors_short.weight", "", Role.DIVISORS, 0, half);
    }
  }

  private void matrix(String gguf, String folder, int rows, int columns) {
    add(gguf + ".weight", folder + ".weight", Role.MATRIX, 0, rows, columns);
  }

  private void norm(String gguf, String folder, int length) {
    add(gguf + ".weight", folder + ".weight", Role.NORM, 0, length);
  }

  private void add(String gguf, String folder, Role role, int heads, long... sides) {
    specs.add(new Spec(gguf, folder, role, heads, sides));
  }
}
