// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.Family;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufTensor;
import dev.hob.forge.importing.vocab.GgufVocabulary;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;

/// A model in GGUF. Three things differ from the family's own classes there: names; llama's query
/// and key rows, which lie for the rotation of neighbours instead of halves; gemma's norms, which
/// have their 1 added. Phi-3's fused matrices are taken apart.
final class GgufSource implements ModelSource {
  private static final Map<String, String> MODULES =
      Map.ofEntries(
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("pre_feedforward_layernorm", "ffn_norm"),
          Map.entry("post_feedforward_layernorm", "post_ffw_norm"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));

  private final String file;
  private final GgufFile gguf;
  private final Family family;
  private final ObjectNode config;
  private final ImportedVocabulary vocabulary;
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  private GgufSource(String file, GgufFile gguf) {
    this.file = file;
    this.gguf = gguf;
    this.family = GgufConfig.family(file, gguf);
    this.config = GgufConfig.of(file, gguf);
    this.vocabulary = GgufVocabulary.convert(file, gguf.metadata());
  }

  static GgufSource open(Path path, Ledger ledger) {
    GgufFile gguf = GgufFile.open(path, ledger);
    try {
      return new GgufSource(String.valueOf(path.getFileName()), gguf);
    } catch (RuntimeException e) {
      gguf.close();
      throw e;
    }
  }

  @Override
  public SourceCard card() {
    return SourceCard.ofGguf(file, gguf.metadata());
  }

  @Override
  public ObjectNode config() {
    return config;
  }

  @Override
  public ImportedVocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public Optional<String> chatTemplate() {
    return gguf.metadata().text("tokenizer.chat_template");
  }

  @Override
  public List<Path> files() {
    return gguf.files();
  }

  @Override
  public String types() {
    return ModelSource.types(gguf.tensors().values().stream().map(GgufTensor::type));
  }

  @Override
  public SourceTensor tensor(String name) {
    return switch (name) {
      case "model.embed_tokens.weight" -> plain("token_embd.weight");
      case "model.norm.weight" -> norm("output_norm.weight");
      case "lm_head.weight" -> plain("output.weight");
      default -> ofLayer(name);
    };
  }

  private SourceTensor ofLayer(String name) {
    String[] parts = name.split("\\.", 4); // model.layers.N.module…
    String layer = "blk." + parts[2] + ".";
    int dot = parts[3].lastIndexOf('.');
    String module = parts[3].substring(0, dot);
    String kind = parts[3].substring(dot);
    if (module.equals("post_attention_layernorm")) {
      return norm(layer + (gemma() ? "post_attention_norm" : "ffn_norm") + kind);
    }
    String own = MODULES.get(module);
    if (own == null) {
      throw new IllegalArgumentException(name);
    }
    if (own.endsWith("_norm")) {
      return norm(layer + own + kind);
    }
    if (family == Family.PHI3) {
      return ofPhi(layer, module, kind);
    }
    SourceTensor tensor = plain(layer + own + kind);
    boolean turned = own.equals("attn_q") || own.equals("attn_k");
    return turned && family == Family.LLAMA ? unturned(tensor, kind) : tensor;
  }

  private boolean gemma() {
    return family == Family.GEMMA2 || family == Family.GEMMA3;
  }

  private SourceTensor norm(String name) {
    SourceTensor tensor = plain(name);
    return gemma() ? tensor.plus(-1) : tensor;
  }

  /// Row `h · dim + j · dim/2 + i` lies at `h · dim + 2 i + j` there. A bias has its rows in a row.
  private SourceTensor unturned(SourceTensor tensor, String kind) {
    int dim = config.path("head_dim").asInt();
    if (kind.equals(".bias")) {
      return new Reordered(tensor, i -> turned(i, dim));
    }
    return tensor.view(tensor.rows(), row -> turned(row, dim));
  }

  private static int turned(int row, int dim) {
    int inside = row % dim;
    return row - inside + 2 * (inside % (dim / 2)) + inside / (dim / 2);
  }

  private SourceTensor ofPhi(String layer, String module, String kind) {
    int dim = config.path("head_dim").asInt();
    int queries = config.path("num_attention_heads").asInt() * dim;
    int keys = config.path("num_key_value_heads").asInt() * dim;
    int ffn = config.path("intermediate_size").asInt();
    return switch (module) {
      case "self_attn.q_proj" -> part(layer + "attn_qkv" + kind, 0, queries);
      case "self_attn.k_proj" -> part(layer + "attn_qkv" + kind, queries, keys);
      case "self_attn.v_proj" -> part(layer + "attn_qkv" + kind, queries + keys, keys);
      case "self_attn.o_proj" -> plain(layer + "attn_output" + kind);
      case "mlp.gate_proj" -> part(layer + "ffn_up" + kind, 0, ffn);
      case "mlp.up_proj" -> part(layer + "ffn_up" + kind, ffn, ffn);
      default -> plain(layer + "ffn_down" + kind);
    };
  }

  private SourceTensor part(String name, int from, int rows) {
    SourceTensor whole = plain(name);
    if (from + rows > whole.rows()) {
      throw new CorruptBundleException(
          file,
          -1,
          name + " has " + whole.rows() + " rows, expected " + (from + rows) + " or more");
    }
    return whole.view(rows, row -> from + row);
  }

  private SourceTensor plain(String name) {
    GgufTensor tensor = gguf.tensors().get(name);
    if (tensor == null) {
      throw new CorruptBundleException(file, -1, "no tensor " + name);
    }
    read.add(name);
    return new Rows(tensor);
  }

  @Override
  public List<String> unread() {
    return gguf.tensors().keySet().stream()
        .filter(name -> !read.contains(name) && !name.startsWith("rope_"))
        .toList();
  }

  private record Rows(GgufTensor tensor) implements SourceTensor {
    @Override
    public String name() {
      return tensor.name();
    }

    @Override
    public int rows() {
      return Math.toIntExact(tensor.rows());
    }

    @Override
    public int columns() {
      return Math.toIntExact(tensor.columns());
    }

    @Override
    public boolean isBrainFloat() {
      return tensor.type() == GgmlType.BF16;
    }

    @Override
    public void unload() {
      tensor.data().unload();
    }

    @Override
    public void read(int first, int count, float[] out, int at) {
      tensor.rows(first, count, out, at);
    }
  }

  /// A vector in another order.
  private static final class Reordered extends DerivedTensor {
    private final IntUnaryOperator at;

    Reordered(SourceTensor whole, IntUnaryOperator at) {
      super(whole);
      this.at = at;
    }

    @Override
    public void read(int first, int count, float[] out, int from) {
      float[] values = new float[columns()];
      whole.read(0, 1, values, 0);
      for (int i = 0; i < values.length; i++) {
        out[from + i] = values[at.applyAsInt(i)];
      }
    }
  }

  @Override
  public void close() {
    gguf.close();
  }
}
