// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.importing.vocab.FolderVocabulary;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// A Hugging Face folder: `config.json`, safetensors in one file or in shards, tokenizer, perhaps a
/// chat template. Links are followed: Hugging Face's own cache holds nothing else.
final class FolderSource implements ModelSource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ONE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final long SMALL = 32L << 20;

  private final Path folder;
  private final SourceCard card;
  private final ObjectNode config;
  private final ImportedVocabulary vocabulary;
  private final List<SafetensorsFile> shards;
  private final List<Path> files;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final String prefix;
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  private FolderSource(Path folder, List<Path> files, List<SafetensorsFile> shards) {
    this.folder = folder;
    this.card = SourceCard.ofFolder(folder);
    this.files = files;
    this.shards = shards;
    shards.forEach(shard -> tensors.putAll(shard.tensors()));
    ObjectNode read = required("config.json");
    boolean nested = read.path("text_config").isObject();
    prefix = tensors.keySet().stream().anyMatch(n -> n.startsWith("model.layers.")) ? "" : prefix();
    this.config = FolderConfig.flat(read, nested, !tensors.containsKey(prefix + "lm_head.weight"));
    this.vocabulary = FolderVocabulary.read(folder);
  }

  static FolderSource open(Path folder, Ledger ledger) {
    List<Path> files = shards(folder);
    List<SafetensorsFile> shards = new ArrayList<>();
    try {
      for (Path file : files) {
        Path real = real(file);
        shards.add(
            SafetensorsFile.open(
                Objects.requireNonNull(real.getParent()),
                String.valueOf(real.getFileName()),
                ledger,
                Ledger.Owner.SCRATCH));
      }
      return new FolderSource(folder, files, shards);
    } catch (RuntimeException e) {
      shards.forEach(SafetensorsFile::close);
      throw e;
    }
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new CorruptBundleException(String.valueOf(file.getFileName()), -1, "missing");
    }
  }

  private static List<Path> shards(Path folder) {
    if (Files.exists(folder.resolve(ONE))) {
      return List.of(folder.resolve(ONE));
    }
    JsonNode map = json(folder, INDEX).path("weight_map");
    TreeSet<String> names = new TreeSet<>();
    map.forEach(name -> names.add(name.asText()));
    if (names.isEmpty()) {
      throw new CorruptBundleException(
          String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
          -1,
          "holds neither " + ONE + " nor " + INDEX + ": " + instead(folder));
    }
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9._-]{1,120}")) {
        throw new CorruptBundleException(INDEX, -1, "weight_map names a file outside the folder");
      }
    }
    return names.stream().map(folder::resolve).toList();
  }

  /// What a folder without weights may be meant for.
  private static String instead(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      List<String> names = list.map(file -> String.valueOf(file.getFileName())).sorted().toList();
      Optional<String> gguf = names.stream().filter(it -> it.endsWith(".gguf")).findFirst();
      if (gguf.isPresent()) {
        return "name the file, " + gguf.get();
      }
      return names.stream().anyMatch(it -> it.matches(".*\\.(bin|pth?)"))
          ? "weights in PyTorch's own form are not read, only safetensors and GGUF"
          : "a folder without weights";
    } catch (IOException e) {
      return "it cannot be listed";
    }
  }

  /// Models of text and pictures keep the language model's tensors one level down.
  private String prefix() {
    return List.of("language_model.", "model.language_model.").stream()
        .filter(p -> tensors.keySet().stream().anyMatch(name -> name.startsWith(p)))
        .findFirst()
        .orElse("");
  }

  private ObjectNode required(String name) {
    if (json(folder, name) instanceof ObjectNode node) {
      return node;
    }
    throw new CorruptBundleException(name, -1, "missing, or no JSON object");
  }

  /// A missing file is a missing node.
  private static JsonNode json(Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
      }
      if (Files.size(file) > SMALL) {
        throw new CorruptBundleException(name, SMALL, Files.size(file) + " bytes");
      }
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CorruptBundleException(name, 0, "not JSON");
    }
  }

  @Override
  public SourceCard card() {
    return card;
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
    Path own = folder.resolve("chat_template.jinja");
    try {
      if (Files.isRegularFile(own)) {
        return Optional.of(Files.readString(own));
      }
    } catch (IOException e) {
      throw new CorruptBundleException("chat_template.jinja", -1, "cannot be read");
    }
    JsonNode template = json(folder, "tokenizer_config.json").path("chat_template");
    if (template.isArray()) { // several by name
      for (JsonNode each : template) {
        if (each.path("name").asText().equals("default")) {
          return Optional.of(each.path("template").asText());
        }
      }
    }
    return template.isTextual() ? Optional.of(template.asText()) : Optional.empty();
  }

  @Override
  public List<Path> files() {
    return files;
  }

  @Override
  public String types() {
    return ModelSource.types(tensors.values().stream().map(Tensor::type));
  }

  @Override
  public SourceTensor tensor(String name) {
    if (config.path("model_type").asText().equals("phi3")) {
      Optional<SourceTensor> part = ofPhi(name);
      if (part.isPresent()) {
        return part.get();
      }
    }
    return plain(name);
  }

  /// Phi-3 keeps queries, keys and values in one matrix, and gate and up in another.
  private Optional<SourceTensor> ofPhi(String name) {
    int heads = config.path("num_attention_heads").asInt();
    int dim =
        config.path("head_dim").asInt(config.path("hidden_size").asInt() / Math.max(1, heads));
    int queries = heads * dim;
    int keys = config.path("num_key_value_heads").asInt(heads) * dim;
    int ffn = config.path("intermediate_size").asInt();
    String fused = name.replaceFirst("[qkv]_proj", "qkv_proj");
    String gated = name.replaceFirst("(gate|up)_proj", "gate_up_proj");
    if (name.contains("q_proj")) {
      return Optional.of(part(fused, 0, queries));
    }
    if (name.contains("k_proj")) {
      return Optional.of(part(fused, queries, keys));
    }
    if (name.contains("v_proj")) {
      return Optional.of(part(fused, queries + keys, keys));
    }
    if (name.contains("gate_proj")) {
      return Optional.of(part(gated, 0, ffn));
    }
    return name.contains("up_proj") ? Optional.of(part(gated, ffn, ffn)) : Optional.empty();
  }

  private SourceTensor part(String name, int from, int rows) {
    SourceTensor whole = plain(name);
    if (from + rows > whole.rows()) {
      throw new CorruptBundleException(
          ONE, -1, name + " has " + whole.rows() + " rows, expected " + (from + rows) + " or more");
    }
    return whole.view(rows, row -> from + row);
  }

  private SourceTensor plain(String name) {
    String own = prefix + name;
    if (!tensors.containsKey(own) && prefix.startsWith("model.")) { // model.language_model.layers…
      own = prefix + name.replaceFirst("^model\\.", "");
    }
    Tensor tensor = tensors.get(own);
    if (tensor == null) {
      throw new CorruptBundleException(shards.getFirst().name(), -1, "no tensor " + prefix + name);
    }
    if (tensor.type() == TensorType.U8) {
      throw new IncompatibleBundleException(
          shards.getFirst().name(), name + " dtype", "F32, F16 or BF16", "U8");
    }
    read.add(own);
    return new Rows(tensor);
  }

  /// What sees pictures lies outside the prefix.
  @Override
  public List<String> unread() {
    return tensors.keySet().stream()
        .filter(name -> name.startsWith(prefix) && !read.contains(name))
        .filter(name -> !name.endsWith("rotary_emb.inv_freq"))
        .toList();
  }

  private record Rows(Tensor tensor) implements SourceTensor {
    @Override
    public String name() {
      return tensor.name();
    }

    @Override
    public int rows() {
      return tensor.shape().length < 2 ? 1 : Math.toIntExact(tensor.shape()[0]);
    }

    @Override
    public int columns() {
      return Math.toIntExact(tensor.elements() / rows());
    }

    @Override
    public boolean isBrainFloat() {
      return tensor.type() == TensorType.BF16;
    }

    @Override
    public void unload() {
      tensor.data().unload();
    }

    @Override
    public void read(int first, int count, float[] out, int at) {
      PlainNumbers.read(tensor, (long) first * columns(), count * columns(), out, at);
    }
  }

  @Override
  public void close() {
    shards.forEach(SafetensorsFile::close);
  }
}
