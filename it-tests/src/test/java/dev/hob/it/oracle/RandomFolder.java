// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.SafetensorsWriter;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.importing.vocab.GgufVocabulary;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import dev.hob.it.oracle.TensorPlan.Role;
import dev.hob.it.oracle.TensorPlan.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A [RandomModel] as its family's class in Hugging Face's library would save it: rows of queries
/// and keys in two halves, Gemma's norms without their 1, Phi's matrices joined.
final class RandomFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RandomModel model;
  private final ModelKind kind;

  /// @param model in F32 or BF16
  RandomFolder(RandomModel model) {
    this.model = model;
    this.kind = model.kind();
  }

  /// @param gguf the same model, whose vocabulary is taken
  /// @param pictures the language model is a part of one that sees
  Path write(Path folder, Path gguf, boolean pictures) throws IOException {
    Files.createDirectories(folder);
    ObjectNode config = config();
    try (GgufFile file = GgufFile.open(gguf, new Ledger())) {
      ImportedVocabulary vocabulary = GgufVocabulary.convert("model.gguf", file.metadata());
      Files.write(folder.resolve("tokenizer.json"), vocabulary.tokenizerJson());
      ObjectNode options = JSON.createObjectNode().put("chat_template", kind.template());
      options.put("add_bos_token", vocabulary.begin() >= 0);
      if (vocabulary.begin() >= 0) {
        options.put("bos_token", kind.vocabulary().tokens().get(vocabulary.begin()));
      }
      Files.writeString(folder.resolve("tokenizer_config.json"), options.toString());
      vocabulary.ends().forEach(config.putArray("eos_token_id")::add);
    }
    List<Tensor> tensors = new ArrayList<>();
    for (Spec spec : model.tensors()) {
      if (!spec.folder().isEmpty()) {
        tensors.add(tensor(spec, pictures ? "language_model." : ""));
      }
    }
    if (pictures) {
      tensors.add(Tensor.of("vision_tower.x", TensorType.F32, new long[] {1}, new byte[4]));
      ObjectNode whole = JSON.createObjectNode().put("model_type", "gemma3");
      whole.putArray("architectures").add("Gemma3ForConditionalGeneration");
      whole.set("text_config", config);
      config = whole;
    }
    SafetensorsWriter.write(folder.resolve("model.safetensors"), new TreeMap<>(), tensors);
    Files.writeString(folder.resolve("config.json"), config.toPrettyString());
    return folder;
  }

  private Tensor tensor(Spec spec, String prefix) {
    float[] values = model.values(spec);
    if (spec.role() == Role.TURNED) {
      values = inHalves(values, spec);
    }
    if (spec.role() == Role.NORM && kind.gemma()) {
      for (int i = 0; i < values.length; i++) {
        values[i] -= 1;
      }
    }
    GgmlType type = spec.matrix() ? model.type() : GgmlType.F32;
    return Tensor.of(
        prefix + spec.folder(),
        type == GgmlType.BF16 ? TensorType.BF16 : TensorType.F32,
        spec.shape(),
        RandomModel.plain(values, type));
  }

  /// Rows `2 i` and `2 i + 1` of a head become `i` and `half + i`.
  private static float[] inHalves(float[] values, Spec spec) {
    int columns = spec.columns();
    int rows = values.length / columns;
    int dim = rows / spec.heads();
    float[] moved = new float[values.length];
    for (int row = 0; row < rows; row++) {
      int inside = row % dim;
      int to = row - inside + inside % 2 * (dim / 2) + inside / 2;
      System.arraycopy(values, row * columns, moved, to * columns, columns);
    }
    return moved;
  }

  private ObjectNode config() {
    Shape s = model.shape();
    ObjectNode config = JSON.createObjectNode().put("model_type", kind.modelType());
    config.putArray("architectures").add(kind.className());
    config.put("hidden_size", s.width()).put("num_hidden_layers", s.layers());
    config.put("intermediate_size", s.ffn()).put("num_attention_heads", s.heads());
    config.put("num_key_value_heads", s.kvHeads()).put("head_dim", s.headDim());
    config.put("max_position_embeddings", s.context()).put("rope_theta", (double) kind.theta());
    config
        .put("rms_norm_eps", (double) RandomModel.EPSILON)
        .put("tie_word_embeddings", kind.tied());
    config.put("vocab_size", kind.vocabulary().tokens().size());
    config.put("sliding_window", kind.gemma() ? s.window() : null);
    if (kind.gemma()) {
      config.put("query_pre_attn_scalar", s.headDim());
      config.put("hidden_activation", "gelu_pytorch_tanh");
    } else {
      config.put("hidden_act", "silu");
    }
    switch (kind) {
      case GEMMA3 -> config.put("sliding_window_pattern", 6).put("rope_local_base_freq", 10_000.0);
      case LLAMA3 -> factors(config, "factors", "factors");
      case PHI3_LONG, PHI4_MINI -> {
        factors(config, "longrope", "short_factor");
        config
            .withObject("rope_scaling")
            .set("long_factor", config.at("/rope_scaling/short_factor"));
        config.withObject("rope_scaling").put("attention_factor", (double) 1.19f);
        config.put("original_max_position_embeddings", s.context());
        config.put("max_position_embeddings", 4 * s.context());
        config.put("partial_rotary_factor", (double) kind.turned(s.headDim()) / s.headDim());
      }
      case QWEN2_YARN ->
          config
              .putObject("rope_scaling")
              .put("type", "yarn")
              .put("factor", 4.0)
              .put("original_max_position_embeddings", s.context() / 4);
      default -> {}
    }
    return config;
  }

  /// The divisors that stand in the GGUF file as a tensor.
  private void factors(ObjectNode config, String type, String list) {
    ArrayNode factors = config.putObject("rope_scaling").put("rope_type", type).putArray(list);
    Spec divisors =
        model.tensors().stream()
            .filter(spec -> spec.role() == Role.DIVISORS)
            .reduce((_, last) -> last)
            .orElseThrow();
    for (float each : model.values(divisors)) {
      factors.add((double) each);
    }
  }
}
