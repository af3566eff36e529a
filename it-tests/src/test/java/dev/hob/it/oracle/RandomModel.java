// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufWriter;
import dev.hob.it.oracle.TensorPlan.Spec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A random model. The same kind, shape, type and seed give the same bytes; each tensor's numbers
/// depend on its name alone.
///
/// @param type of the matrices; norms, biases and divisors are F32
public record RandomModel(ModelKind kind, Shape shape, GgmlType type, long seed) {
  static final float EPSILON = 1e-5f;

  public static RandomModel of(ModelKind kind, GgmlType type, long seed) {
    Shape shape = type.block() > 32 ? Shape.wide(kind) : Shape.small(kind);
    return new RandomModel(kind, shape, type, seed);
  }

  /// For file names and messages; holds all that is needed to make it again.
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "-" + type + "-" + seed;
  }

  List<Spec> tensors() {
    return TensorPlan.of(kind, shape, kind.vocabulary().tokens().size());
  }

  public void writeGguf(Path file) throws IOException {
    gguf().write(file);
  }

  /// @return the first part
  public Path writeSplit(Path folder, int parts) throws IOException {
    return gguf().writeSplit(folder, toString(), parts);
  }

  private GgufWriter gguf() {
    GgufWriter out = new GgufWriter();
    String key = kind.architecture();
    out.text("general.architecture", key);
    // A name with the family's name in it makes llama.cpp look for tokens that we do not have.
    out.text("general.name", "random").u32("general.file_type", 0);
    out.u32(key + ".block_count", shape.layers()).u32(key + ".context_length", shape.context());
    out.u32(key + ".embedding_length", shape.width());
    out.u32(key + ".feed_forward_length", shape.ffn());
    out.u32(key + ".vocab_size", kind.vocabulary().tokens().size());
    out.u32(key + ".attention.head_count", shape.heads());
    out.u32(key + ".attention.head_count_kv", shape.kvHeads());
    out.u32(key + ".attention.key_length", shape.headDim());
    out.u32(key + ".attention.value_length", shape.headDim());
    out.u32(key + ".rope.dimension_count", kind.turned(shape.headDim()));
    out.f32(key + ".rope.freq_base", kind.theta());
    out.f32(key + ".attention.layer_norm_rms_epsilon", EPSILON);
    if (kind.gemma()) {
      out.u32(key + ".attention.sliding_window", shape.window());
    }
    if (kind == ModelKind.GEMMA2) {
      out.f32(key + ".attn_logit_softcapping", 50).f32(key + ".final_logit_softcapping", 30);
    }
    if (kind.fused()) {
      out.u32(key + ".attention.sliding_window", 0);
    }
    if (kind == ModelKind.QWEN2_YARN) {
      out.text(key + ".rope.scaling.type", "yarn").f32(key + ".rope.scaling.factor", 4);
      out.u32(key + ".rope.scaling.original_context_length", shape.context() / 4);
    }
    if (kind.stretched()) {
      out.u32(key + ".rope.scaling.original_context_length", shape.context());
      out.f32(key + ".rope.scaling.attn_factor", 1.19f);
    }
    kind.vocabulary().writeTo(out).text("tokenizer.chat_template", kind.template());
    for (Spec spec : tensors()) {
      GgmlType own = spec.matrix() ? type : GgmlType.F32;
      out.tensor(spec.gguf(), own, spec.shape(), bytes -> bytes.write(blocks(spec)));
    }
    return out;
  }

  private byte[] blocks(Spec spec) {
    if (!spec.matrix()) {
      return plain(values(spec), GgmlType.F32);
    }
    return type.block() == 1
        ? plain(values(spec), type)
        : RandomBlocks.of(type, spec.weights(), deviation(spec), random(spec));
  }

  /// The numbers of a tensor as the GGUF file holds them, row-major, before rounding to the type.
  float[] values(Spec spec) {
    RandomGenerator random = random(spec);
    float[] values = new float[spec.weights()];
    for (int i = 0; i < values.length; i++) {
      double n = random.nextGaussian();
      values[i] =
          (float)
              switch (spec.role()) {
                case MATRIX, TURNED -> n * deviation(spec);
                case NORM -> 1 + 0.1 * n;
                case BIAS -> 0.1 * n;
                case DIVISORS -> 1 + 3 * random.nextDouble() * i / values.length;
              };
    }
    return values;
  }

  private static double deviation(Spec spec) {
    return 1 / Math.sqrt(spec.columns());
  }

  private RandomGenerator random(Spec spec) {
    return new SplittableRandom(seed * 1_000_003 + spec.gguf().hashCode());
  }

  static byte[] plain(float[] values, GgmlType type) {
    ByteBuffer out =
        ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case F16 -> out.putShort(Float.floatToFloat16(value));
        case BF16 -> out.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        default -> out.putFloat(value);
      }
    }
    return out.array();
  }
}
