// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.model;

import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// The same shapes for llama.cpp: random blocks in its mix Q4_K_M, which gives six bits to the
/// embedding and to the V and down matrices of half the layers.
public final class RandomGguf {
  private static final long SEED = 20261125L;

  /// Blocks that are drawn; a tensor repeats them.
  private static final int DRAWN = 1 << 15;

  private final Shape shape;
  private final Random random = new Random(SEED);
  private final byte[] four;
  private final byte[] six;

  private RandomGguf(Shape shape) {
    this.shape = shape;
    four = blocks(GgmlType.Q4_K);
    six = blocks(GgmlType.Q6_K);
  }

  public static void write(Shape shape, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    new RandomGguf(shape).writer().write(file);
  }

  private GgufWriter writer() {
    ModelConfig config = shape.config();
    String arch = config.family().modelType();
    RandomVocabulary vocabulary = new RandomVocabulary(config.vocabulary(), SEED);
    int size = config.vocabulary();
    int[] kinds = new int[size];
    Arrays.fill(kinds, 1);
    Arrays.fill(kinds, size - 2, size, 3);
    GgufWriter out =
        new GgufWriter()
            .text("general.architecture", arch)
            .text("general.name", "random")
            .u32("general.file_type", 15)
            .u32(arch + ".block_count", config.layers())
            .u32(arch + ".context_length", config.context())
            .u32(arch + ".embedding_length", config.width())
            .u32(arch + ".feed_forward_length", config.ffn())
            .u32(arch + ".vocab_size", size)
            .u32(arch + ".attention.head_count", config.heads())
            .u32(arch + ".attention.head_count_kv", config.kvHeads())
            .u32(arch + ".attention.key_length", config.headDim())
            .u32(arch + ".attention.value_length", config.headDim())
            .u32(arch + ".rope.dimension_count", config.headDim())
            .f32(arch + ".rope.freq_base", (float) config.attention().rope().theta())
            .f32(arch + ".attention.layer_norm_rms_epsilon", (float) config.normEpsilon())
            .text("tokenizer.ggml.model", "gpt2")
            .text("tokenizer.ggml.pre", "smollm")
            .texts("tokenizer.ggml.tokens", vocabulary.tokens())
            .i32s("tokenizer.ggml.token_type", kinds)
            .texts("tokenizer.ggml.merges", vocabulary.mergeLines())
            .u32("tokenizer.ggml.bos_token_id", size - 2)
            .u32("tokenizer.ggml.eos_token_id", size - 1)
            .truth("tokenizer.ggml.add_bos_token", false);
    matrix(out, "token_embd.weight", size, config.width(), true);
    norm(out, "output_norm.weight", config.width());
    for (int layer = 0; layer < config.layers(); layer++) {
      layer(out, layer);
    }
    return out;
  }

  private void layer(GgufWriter out, int layer) {
    ModelConfig config = shape.config();
    String at = "blk." + layer + ".";
    norm(out, at + "attn_norm.weight", config.width());
    norm(out, at + "ffn_norm.weight", config.width());
    if (config.block().headNorms()) {
      norm(out, at + "attn_q_norm.weight", config.headDim());
      norm(out, at + "attn_k_norm.weight", config.headDim());
    }
    int eighth = config.layers() / 8;
    boolean better =
        layer < eighth || layer >= 7 * config.layers() / 8 || (layer - eighth) % 3 == 2;
    for (Projection projection : Projection.values()) {
      boolean more = better && (projection == Projection.V || projection == Projection.DOWN);
      matrix(
          out,
          at + name(projection) + ".weight",
          projection.rows(config),
          projection.columns(config),
          more);
    }
  }

  static String name(Projection projection) {
    return switch (projection) {
      case Q -> "attn_q";
      case K -> "attn_k";
      case V -> "attn_v";
      case O -> "attn_output";
      case GATE -> "ffn_gate";
      case UP -> "ffn_up";
      case DOWN -> "ffn_down";
    };
  }

  private void norm(GgufWriter out, String name, int length) {
    ByteBuffer values = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      values.putFloat((float) (1 + random.nextGaussian() / 10));
    }
    out.tensor(name, GgmlType.F32, new long[] {length}, values.array());
  }

  private void matrix(GgufWriter out, String name, int rows, int columns, boolean more) {
    GgmlType type = more ? GgmlType.Q6_K : GgmlType.Q4_K;
    byte[] source = more ? six : four;
    long count = (long) rows * columns / type.block();
    int from = random.nextInt(DRAWN);
    out.tensor(
        name,
        type,
        new long[] {rows, columns},
        stream -> repeat(stream, source, type, from, count));
  }

  private static void repeat(OutputStream out, byte[] source, GgmlType type, int from, long count)
      throws IOException {
    long left = count;
    int at = from;
    while (left > 0) {
      int now = (int) Math.min(left, DRAWN - at);
      out.write(source, at * type.bytes(), now * type.bytes());
      left -= now;
      at = 0;
    }
  }

  /// Blocks whose values have mean 0 and the size of a matrix of the shape's width.
  private byte[] blocks(GgmlType type) {
    byte[] all = new byte[DRAWN * type.bytes()];
    random.nextBytes(all);
    ByteBuffer out = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    double size = 1 / Math.sqrt(shape.config().width());
    for (int block = 0; block < DRAWN; block++) {
      int at = block * type.bytes();
      float scale = (float) (size * (0.7 + 0.6 * random.nextDouble()));
      if (type == GgmlType.Q4_K) {
        // value = d * 32 * q - dmin * 32, dmin = 7.5 d: zero mean over q = 0..15
        float d = scale / 4.6f / 32;
        out.putShort(at, Float.floatToFloat16(d)).putShort(at + 2, Float.floatToFloat16(7.5f * d));
        for (int i = 0; i < 4; i++) {
          out.put(at + 4 + i, (byte) (32 | 2 << 6)).put(at + 8 + i, (byte) (32 | 2 << 6));
          out.put(at + 12 + i, (byte) 0);
        }
      } else {
        for (int i = 0; i < 16; i++) {
          out.put(at + 192 + i, (byte) 16);
        }
        out.putShort(at + 208, Float.floatToFloat16(scale / 18.5f / 16));
      }
    }
    return all;
  }

  /// Writes a random rank-`rank` adapter in f32, the type that llama.cpp runs fastest.
  public static void writeAdapter(Shape shape, long seed, int rank, Path file) throws IOException {
    ModelConfig config = shape.config();
    GgufWriter out =
        new GgufWriter()
            .text("general.type", "adapter")
            .text("general.architecture", config.family().modelType())
            .text("adapter.type", "lora")
            .f32("adapter.lora.alpha", rank);
    Random random = new Random(seed);
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        String name = "blk." + layer + "." + name(projection) + ".weight.lora_";
        int in = projection.columns(config);
        int rows = projection.rows(config);
        for (boolean first : List.of(true, false)) {
          long[] sides = first ? new long[] {rank, in} : new long[] {rows, rank};
          float size = (float) (0.3 / Math.sqrt((double) sides[1]));
          ByteBuffer values =
              ByteBuffer.allocate(Math.toIntExact(4 * sides[0] * sides[1]))
                  .order(ByteOrder.LITTLE_ENDIAN);
          while (values.hasRemaining()) {
            values.putFloat(size * (2 * random.nextFloat() - 1));
          }
          out.tensor(name + (first ? "a" : "b"), GgmlType.F32, sides, values.array());
        }
      }
    }
    out.write(file);
  }
}
