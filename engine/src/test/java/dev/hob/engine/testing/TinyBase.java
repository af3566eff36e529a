// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.Digests;
import dev.hob.engine.bundle.Family;
import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.WeightsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// A real base of two layers with seeded random weights: qwen3 block, grouped queries, a vocabulary
/// whose rows do not fill the last strip, column groups whose last one is short. Written palettized
/// (2 and 4 bits, one table or one a strip) or plain; with any number of seeded PEFT adapters. What
/// it generates is noise, but always the same noise.
public final class TinyBase {
  private final long seed;
  private final ModelConfig config;
  private final SortedMap<String, float[]> weights = new TreeMap<>();

  private TinyBase(long seed, ModelConfig config) {
    this.seed = seed;
    this.config = config;
    Random random = new Random(seed);
    config
        .shapes()
        .forEach((name, shape) -> {
          float[] values = new float[(int) (shape[0] * (shape.length > 1 ? shape[1] : 1))];
          double size = shape.length > 1 ? 1.4 / Math.sqrt((double) shape[1]) : 0.1;
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * size + middle(name, config));
          }
          weights.put(name, values);
        });
  }

  /// Norm weights lie around 1, or around 0 where a stored weight means 1 + w.
  private static double middle(String name, ModelConfig config) {
    return name.endsWith("norm.weight") && !config.block().centredNorms() ? 1 : 0;
  }

  /// Width 64, 2 layers, 4 heads of 16 over 2 KV heads, FFN 96, context 1024.
  public static TinyBase seeded(long seed) {
    return new TinyBase(
        seed,
        new ModelConfig(
            "Qwen3ForCausalLM",
            64,
            2,
            96,
            4,
            2,
            16,
            TinyTokenizer.size(),
            1024,
            1e-6,
            10_000,
            true,
            true,
            2));
  }

  /// Another shape; its vocabulary must not be smaller than the tiny one's.
  public static TinyBase seeded(long seed, ModelConfig config) {
    return new TinyBase(seed, config);
  }

  /// The shape of the embedded base, config S: 8.4 M weights.
  public static ModelConfig shapeS() {
    return new ModelConfig(
        "Qwen3ForCausalLM", 256, 8, 768, 4, 2, 64, 8192, 2048, 1e-6, 50_000, true, true, 2);
  }

  public ModelConfig config() {
    return config;
  }

  /// The unquantized weights by Hugging Face name, row-major.
  public SortedMap<String, float[]> weights() {
    return weights;
  }

  private long[] shape(String name) {
    return java.util.Objects.requireNonNull(config.shapes().get(name), name);
  }

  /// The tensors that the lineage is taken from.
  public List<Tensor> tensors(TensorType type) {
    List<Tensor> tensors = new ArrayList<>();
    weights.forEach((name, values) -> tensors.add(Floats.tensor(name, type, values, shape(name))));
    return tensors;
  }

  /// Writes the palettized bundle into `folder`, which is made.
  public BaseManifest write(Path folder) throws IOException {
    WeightsFile.Writer writer = new WeightsFile.Writer();
    weights.forEach((name, values) -> {
      long[] shape = shape(name);
      if (shape.length == 1) {
        writer.plain(Floats.tensor(name, TensorType.F32, values, shape));
      } else {
        Uniform.palettize(name, values, (int) shape[0], (int) shape[1], writer);
      }
    });
    return seal(folder, writer);
  }

  /// Writes the same weights unquantized, rounded to `type`.
  public BaseManifest writePlain(Path folder, TensorType type) throws IOException {
    WeightsFile.Writer writer = new WeightsFile.Writer();
    tensors(type).forEach(writer::plain);
    return seal(folder, writer);
  }

  private BaseManifest seal(Path folder, WeightsFile.Writer writer) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(ModelConfig.FILE), config.toJson());
    Files.write(folder.resolve("tokenizer.json"), TinyTokenizer.json(config.vocabulary()));
    Files.writeString(folder.resolve("card.md"), "Random weights, seed " + seed + ".\n");
    writer.write(folder);
    return new BaseManifest(
            "tiny",
            "1.0.0",
            "Apache-2.0",
            Digests.lineage(tensors(TensorType.F32)),
            "",
            "qwen3",
            List.of("native"),
            List.of("en"),
            config.context(),
            writer.bitsPerWeight(),
            writer.parameters(),
            "")
        .seal(folder, TensorType.F32);
  }

  /// Writes a bare PEFT folder (two files) with pairs on all seven matrices of every layer.
  public void writeAdapter(Path folder, long adapterSeed, int rank) throws IOException {
    writeAdapter(folder, adapterSeed, rank, TensorType.BF16);
  }

  /// As above, acting only from its last invocation on.
  public void writeActivated(Path folder, long adapterSeed, int rank, int... invocation)
      throws IOException {
    writeAdapter(folder, adapterSeed, rank, TensorType.BF16);
    Path config = folder.resolve("adapter_config.json");
    String tokens = "\"alora_invocation_tokens\": " + java.util.Arrays.toString(invocation);
    Files.writeString(
        config,
        Files.readString(config).replace("\"lora_dropout\"", tokens + ", \"lora_dropout\""));
  }

  /// As above, its tensors in `type`, by the modules that the family's own class has: Phi-3's are
  /// fused.
  public void writeAdapter(Path folder, long adapterSeed, int rank, TensorType type)
      throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(adapterSeed);
    List<Tensor> tensors = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Map.Entry<String, int[]> module : modules().entrySet()) {
        String name = "base_model.model.model.layers." + layer + "." + module.getKey();
        int in = module.getValue()[0];
        int out = module.getValue()[1];
        tensors.add(pair(name + ".lora_A.weight", type, random, rank, in));
        tensors.add(pair(name + ".lora_B.weight", type, random, out, rank));
      }
    }
    dev.hob.engine.bundle.SafetensorsWriter.write(
        folder.resolve("adapter_model.safetensors"),
        new TreeMap<>(Map.of("format", "pt")),
        tensors);
    List<String> targets =
        modules().keySet().stream().map(it -> it.substring(it.indexOf('.') + 1)).toList();
    Files.writeString(
        folder.resolve("adapter_config.json"),
        """
        {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": %d, "lora_alpha": %d, "bias": "none",
         "lora_dropout": 0.0, "use_rslora": false, "use_dora": false, "modules_to_save": null,
         "rank_pattern": {}, "alpha_pattern": {}, "layers_to_transform": null,
         "target_modules": ["%s"]}
        """
            .formatted(rank, 2 * rank, String.join("\", \"", targets)),
        StandardCharsets.UTF_8);
  }

  /// {input, output features} of the linear modules of a layer.
  private Map<String, int[]> modules() {
    Map<String, int[]> modules = new LinkedHashMap<>();
    int q = config.heads() * config.headDim();
    int kv = config.kvHeads() * config.headDim();
    if (config.family() == Family.PHI3) {
      modules.put("self_attn.qkv_proj", new int[] {config.width(), q + 2 * kv});
      modules.put("self_attn.o_proj", new int[] {q, config.width()});
      modules.put("mlp.gate_up_proj", new int[] {config.width(), 2 * config.ffn()});
      modules.put("mlp.down_proj", new int[] {config.ffn(), config.width()});
      return modules;
    }
    for (Projection each : Projection.values()) {
      modules.put(each.path(), new int[] {each.columns(config), each.rows(config)});
    }
    return modules;
  }

  private static Tensor pair(String name, TensorType type, Random random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.5 / Math.sqrt(columns));
    }
    return Floats.tensor(name, type, values, rows, columns);
  }
}
