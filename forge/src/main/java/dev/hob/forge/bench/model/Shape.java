// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.model;

import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kernel.PlainWeights;
import java.util.Arrays;
import java.util.Optional;

/// Shapes that are measured, pinned: another one of the same name would make figures of different
/// days mean different things.
///
/// Rotary base and norm epsilon are the same for all; which matrices have two bits says [#bits].
public enum Shape {
  /// Config S, what comes with Hob.
  EMBEDDED("Qwen3ForCausalLM", 256, 8, 768, 4, 2, 64, 8192, 2048, 128),
  ONE_B("LlamaForCausalLM", 2048, 16, 8192, 32, 8, 64, 49152, 8192, 64),
  THREE_B("LlamaForCausalLM", 3072, 26, 8192, 24, 8, 128, 49152, 8192, 64);

  private static final double FOUR_BITS = 0.62;

  private final ModelConfig config;
  private final int group;

  Shape(
      String architecture,
      int width,
      int layers,
      int ffn,
      int heads,
      int kvHeads,
      int headDim,
      int vocabulary,
      int context,
      int group) {
    config =
        new ModelConfig(
            architecture,
            width,
            layers,
            ffn,
            heads,
            kvHeads,
            headDim,
            vocabulary,
            context,
            1e-5,
            10_000,
            architecture.startsWith("Qwen3"),
            true,
            vocabulary - 1);
    this.group = group;
  }

  /// As the command line names it: `3b`, `1b`, `embedded`.
  public String word() {
    return switch (this) {
      case EMBEDDED -> "embedded";
      case ONE_B -> "1b";
      case THREE_B -> "3b";
    };
  }

  public static Optional<Shape> named(String word) {
    return Arrays.stream(values()).filter(shape -> shape.word().equals(word)).findFirst();
  }

  public ModelConfig config() {
    return config;
  }

  /// Columns that share a scale.
  public int group() {
    return group;
  }

  /// All weights of the matrices, the embedding counted once.
  public long weights() {
    long layer = 0;
    for (Projection projection : Projection.values()) {
      layer += (long) projection.rows(config) * projection.columns(config);
    }
    return layer * config.layers() + (long) config.vocabulary() * config.width();
  }

  /// Of keys and values of one token in 8 bits.
  public double kvBytes() {
    KvBytes kv = new KvBytes(config.layers(), config.kvHeads(), config.headDim());
    return (double) kv.pageBytes() / KvLayout.PAGE;
  }

  /// Of an adapter with pairs on all matrices in bfloat16.
  public double adapterBytes(int rank) {
    double bytes = 0;
    for (Projection p : Projection.values()) {
      bytes +=
          (double) rank * (p.columns(config) + p.rows(config)) * PlainWeights.Type.BF16.bytes();
    }
    return bytes * config.layers();
  }

  /// 2 or 4. Gate and up matrices of the first layers behind the first one get two, as many as
  /// leave four to [#FOUR_BITS] of all weights, or all of them where these are too few.
  public int bits(int layer, Projection projection) {
    boolean may = projection == Projection.GATE || projection == Projection.UP;
    long one = (long) config.ffn() * config.width();
    long narrow = Math.round((1 - FOUR_BITS) * weights() / one);
    long before = 2L * (layer - 1) + (projection == Projection.UP ? 1 : 0);
    return may && layer > 0 && before < narrow ? 2 : 4;
  }
}
