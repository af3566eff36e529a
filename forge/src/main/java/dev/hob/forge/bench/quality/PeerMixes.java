// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.quality;

import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.bench.peer.PeerQuantizer;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufTensor;
import dev.hob.forge.gguf.GgufWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The same weights in llama.cpp's mixtures, made by its own library and decoded to F32. The file
/// that it reads is of the qwen3 family, as Hob's own bases are.
final class PeerMixes {
  private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.*)\\.weight");

  private final TrainedBase base;
  private final PeerQuantizer quantizer;
  private final Path folder;
  private final Path plain;

  /// @param bits a weight, all tensors counted
  /// @param types of tensors, and how many
  record Quantized(TrainedBase weights, double bits, SortedMap<String, Integer> types) {}

  PeerMixes(TrainedBase base, PeerQuantizer quantizer, Path folder) throws IOException {
    this.base = base;
    this.quantizer = quantizer;
    this.folder = folder;
    plain = folder.resolve("plain.gguf");
    gguf().write(plain);
  }

  Quantized in(PeerQuantizer.Mix mix, int threads) throws IOException {
    Path made = folder.resolve(mix + ".gguf");
    quantizer.quantize(plain, made, mix, threads);
    SortedMap<String, float[]> decoded = new TreeMap<>();
    SortedMap<String, Integer> types = new TreeMap<>();
    long bits = 0;
    try (GgufFile file = GgufFile.open(made, new Ledger())) {
      for (String name : base.tensors().keySet()) {
        GgufTensor tensor = file.tensors().get(peerName(name));
        if (tensor == null) {
          throw new IOException("llama.cpp left out " + peerName(name));
        }
        decoded.put(name, tensor.values());
        types.merge(tensor.type().name(), 1, Integer::sum);
        bits += 8 * tensor.type().bytes(tensor.elements());
      }
    } finally {
      Files.deleteIfExists(made);
    }
    return new Quantized(base.with(decoded), (double) bits / base.parameters(), types);
  }

  private GgufWriter gguf() {
    ModelConfig c = base.config();
    GgufWriter out = new GgufWriter().text("general.architecture", "qwen3");
    out.text("general.name", "measured").u32("general.file_type", 0);
    out.u32("qwen3.block_count", c.layers()).u32("qwen3.context_length", c.context());
    out.u32("qwen3.embedding_length", c.width()).u32("qwen3.feed_forward_length", c.ffn());
    out.u32("qwen3.vocab_size", c.vocabulary()).u32("qwen3.attention.head_count", c.heads());
    out.u32("qwen3.attention.head_count_kv", c.kvHeads());
    out.u32("qwen3.attention.key_length", c.headDim());
    out.u32("qwen3.attention.value_length", c.headDim());
    out.f32("qwen3.rope.freq_base", 10000f);
    out.f32("qwen3.attention.layer_norm_rms_epsilon", (float) c.normEpsilon());
    base.tensors()
        .forEach((name, values) ->
            out.tensor(
                peerName(name), GgmlType.F32, base.shape(name), bytes -> bytes.write(raw(values))));
    return out;
  }

  private static byte[] raw(float[] values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.asFloatBuffer().put(values);
    return out.array();
  }

  static String peerName(String name) {
    Matcher layer = LAYER.matcher(name);
    if (layer.matches()) {
      return "blk." + layer.group(1) + "." + inLayer(layer.group(2)) + ".weight";
    }
    return switch (name) {
      case "model.embed_tokens.weight" -> "token_embd.weight";
      case "model.norm.weight" -> "output_norm.weight";
      case "lm_head.weight" -> "output.weight";
      default -> throw new IllegalArgumentException("no qwen3 tensor: " + name);
    };
  }

  private static String inLayer(String name) {
    List<String> words = List.of(name.split("\\.", -1));
    String last = words.getLast();
    return switch (last) {
      case "input_layernorm" -> "attn_norm";
      case "post_attention_layernorm" -> "ffn_norm";
      case "o_proj" -> "attn_output";
      case "q_proj", "k_proj", "v_proj", "q_norm", "k_norm" -> "attn_" + last.replace("_proj", "");
      case "gate_proj", "up_proj", "down_proj" -> "ffn_" + last.replace("_proj", "");
      default -> throw new IllegalArgumentException("no qwen3 tensor: " + name);
    };
  }
}
