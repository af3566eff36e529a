// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.importing.vocab.FolderVocabulary;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A Hugging Face folder: `config.json`, weights, tokenizer, perhaps a chat template. Phi-3's fused
/// matrices are taken apart.
final class FolderSource implements ModelSource {
  private final Path folder;
  private final SourceCard card;
  private final FolderTensors tensors;
  private final ObjectNode config;
  private final ImportedVocabulary vocabulary;

  private FolderSource(Path folder, FolderTensors tensors) {
    this.folder = folder;
    this.card = SourceCard.ofFolder(folder);
    this.tensors = tensors;
    ObjectNode read = FolderJson.object(folder, "config.json");
    boolean nested = read.path("text_config").isObject();
    this.config = FolderConfig.flat(read, nested, !tensors.has("lm_head.weight"));
    this.vocabulary = FolderVocabulary.read(folder);
  }

  static FolderSource open(Path folder, Ledger ledger) {
    FolderTensors tensors = FolderTensors.open(folder, ledger);
    try {
      return new FolderSource(folder, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
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
    JsonNode template = FolderJson.read(folder, "tokenizer_config.json").path("chat_template");
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
    return tensors.files();
  }

  @Override
  public String types() {
    return tensors.types();
  }

  @Override
  public SourceTensor tensor(String name) {
    if (config.path("model_type").asText().equals("phi3")) {
      Optional<SourceTensor> part = ofPhi(name);
      if (part.isPresent()) {
        return part.get();
      }
    }
    return tensors.tensor(name);
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
    SourceTensor whole = tensors.tensor(name);
    if (from + rows > whole.rows()) {
      throw new CorruptBundleException(
          FolderTensors.ONE,
          -1,
          name + " has " + whole.rows() + " rows, expected " + (from + rows) + " or more");
    }
    return whole.view(rows, row -> from + row);
  }

  @Override
  public List<String> unread() {
    return tensors.unread();
  }

  @Override
  public void close() {
    tensors.close();
  }
}
