// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.SafetensorsWriter;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufWriter;
import dev.hob.forge.importing.vocab.GgufVocabulary;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import dev.hob.forge.testing.SmallVocabulary;
import dev.hob.policy.AdapterTrust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// The same random Llama as a GGUF file and as a Hugging Face folder, numbers in F32. What is in
/// [#tensors] under Hugging Face's names may be changed before it is written.
final class SmallLlama {
  static final int WIDTH = 64;
  static final int LAYERS = 2;
  static final int HEADS = 4;
  static final int KEY_HEADS = 2;
  static final int DIM = 16;
  static final int FFN = 96;
  static final String TEMPLATE = "{% for m in messages %}{{ m.content }}{% endfor %}";

  /// A policy that trusts whatever the user makes.
  static final AdapterTrust ANY = new AdapterTrust(false, Set.of(), true);

  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param values row-major
  record Numbers(int rows, int columns, float[] values) {}

  final SmallVocabulary vocabulary = SmallVocabulary.byteLevel("llama-bpe");
  final Map<String, Numbers> tensors = new LinkedHashMap<>();
  String architecture = "llama";
  private final Random random;

  SmallLlama(long seed) {
    random = new Random(seed);
    add("model.embed_tokens", vocabulary.tokens().size(), WIDTH);
    for (int layer = 0; layer < LAYERS; layer++) {
      String at = "model.layers." + layer + ".";
      add(at + "input_layernorm", 1, WIDTH);
      add(at + "post_attention_layernorm", 1, WIDTH);
      add(at + "self_attn.q_proj", HEADS * DIM, WIDTH);
      add(at + "self_attn.k_proj", KEY_HEADS * DIM, WIDTH);
      add(at + "self_attn.v_proj", KEY_HEADS * DIM, WIDTH);
      add(at + "self_attn.o_proj", WIDTH, HEADS * DIM);
      add(at + "mlp.gate_proj", FFN, WIDTH);
      add(at + "mlp.up_proj", FFN, WIDTH);
      add(at + "mlp.down_proj", WIDTH, FFN);
    }
    add("model.norm", 1, WIDTH);
  }

  private void add(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows == 1 ? 1 + 0.1f * (float) random.nextGaussian() : gaussian();
    }
    tensors.put(name + ".weight", new Numbers(rows, columns, values));
  }

  private float gaussian() {
    return (float) (random.nextGaussian() / Math.sqrt(WIDTH));
  }

  Path gguf(Path file) throws IOException {
    GgufWriter out =
        new GgufWriter()
            .text("general.architecture", architecture)
            .text("general.name", "Small Llama")
            .u32(architecture + ".block_count", LAYERS)
            .u32(architecture + ".context_length", 512)
            .u32(architecture + ".embedding_length", WIDTH)
            .u32(architecture + ".feed_forward_length", FFN)
            .u32(architecture + ".vocab_size", vocabulary.tokens().size())
            .u32(architecture + ".attention.head_count", HEADS)
            .u32(architecture + ".attention.head_count_kv", KEY_HEADS)
            .f32(architecture + ".rope.freq_base", 10_000)
            .f32(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f)
            .text("tokenizer.chat_template", TEMPLATE);
    vocabulary.writeTo(out);
    tensors.forEach((name, numbers) -> {
      long[] shape =
          numbers.rows() == 1
              ? new long[] {numbers.columns()}
              : new long[] {numbers.rows(), numbers.columns()};
      Numbers own = name.matches(".*[qk]_proj.*") ? inPairs(numbers) : numbers;
      out.tensor(ggufName(name), GgmlType.F32, shape, bytes(own.values()));
    });
    out.write(file);
    return file;
  }

  /// llama.cpp rotates neighbours: rows `j, j + DIM/2` of a head lie side by side there.
  private static Numbers inPairs(Numbers numbers) {
    float[] values = new float[numbers.values().length];
    for (int row = 0; row < numbers.rows(); row++) {
      int inside = row % DIM;
      int half = inside / (DIM / 2);
      int to = row - inside + 2 * (inside % (DIM / 2)) + half;
      System.arraycopy(
          numbers.values(),
          row * numbers.columns(),
          values,
          to * numbers.columns(),
          numbers.columns());
    }
    return new Numbers(numbers.rows(), numbers.columns(), values);
  }

  private static String ggufName(String name) {
    return name.replace("model.embed_tokens", "token_embd")
        .replace("model.norm", "output_norm")
        .replace("model.layers", "blk")
        .replace("post_attention_layernorm", "ffn_norm")
        .replace("input_layernorm", "attn_norm")
        .replace("self_attn.o_proj", "attn_output")
        .replaceAll("self_attn.([qkv])_proj", "attn_$1")
        .replaceAll("mlp.(gate|up|down)_proj", "ffn_$1");
  }

  /// @param shards safetensors files; 1: one without an index
  Path folder(Path folder, int shards) throws IOException {
    Files.createDirectories(folder);
    ImportedVocabulary imported = imported(folder);
    Files.write(folder.resolve("tokenizer.json"), imported.tokenizerJson());
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama").put("hidden_size", WIDTH).put("num_hidden_layers", LAYERS);
    config.put("intermediate_size", FFN).put("num_attention_heads", HEADS);
    config.put("num_key_value_heads", KEY_HEADS).put("max_position_embeddings", 512);
    config.put("rms_norm_eps", 1e-5).put("rope_theta", 10_000.0).put("tie_word_embeddings", true);
    config.put("vocab_size", vocabulary.tokens().size()).put("hidden_act", "silu");
    config.put("bos_token_id", imported.begin());
    imported.ends().forEach(config.putArray("eos_token_id")::add);
    write(folder.resolve("config.json"), config);
    write(
        folder.resolve("tokenizer_config.json"),
        JSON.createObjectNode().put("chat_template", TEMPLATE).put("add_bos_token", true));
    writeShards(folder, shards);
    return folder;
  }

  private ImportedVocabulary imported(Path folder) throws IOException {
    Path file = folder.resolve("vocabulary.gguf");
    vocabulary.writeTo(new GgufWriter().text("general.architecture", "llama")).write(file);
    try (GgufFile gguf = GgufFile.open(file, new Ledger())) {
      return GgufVocabulary.convert("vocabulary.gguf", gguf.metadata());
    } finally {
      Files.delete(file);
    }
  }

  private void writeShards(Path folder, int shards) throws IOException {
    ObjectNode index = JSON.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    List<String> names = List.copyOf(tensors.keySet());
    for (int shard = 0; shard < shards; shard++) {
      String file =
          shards == 1
              ? "model.safetensors"
              : "model-0000%d-of-0000%d.safetensors".formatted(shard + 1, shards);
      int from = names.size() * shard / shards;
      List<String> part = names.subList(from, names.size() * (shard + 1) / shards);
      part.forEach(name -> map.put(name, file));
      SafetensorsWriter.write(
          folder.resolve(file), new TreeMap<>(), part.stream().map(this::tensor).toList());
    }
    if (shards > 1) {
      write(folder.resolve("model.safetensors.index.json"), index);
    }
  }

  private Tensor tensor(String name) {
    Numbers numbers = tensors.get(name);
    long[] shape =
        numbers.rows() == 1
            ? new long[] {numbers.columns()}
            : new long[] {numbers.rows(), numbers.columns()};
    return Tensor.of(name, TensorType.F32, shape, bytes(numbers.values()));
  }

  private static void write(Path file, ObjectNode node) throws IOException {
    Files.writeString(file, node.toPrettyString(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.asFloatBuffer().put(values);
    return out.array();
  }
}
