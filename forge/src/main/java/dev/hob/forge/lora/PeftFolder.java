// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.model.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// PEFT's two files: `adapter_config.json` and `adapter_model.safetensors`.
public final class PeftFolder {
  /// An adapter as read.
  ///
  /// @param shape rank, alpha, matrices
  /// @param pairs factors by PEFT's names
  public record Read(LoraShape shape, Map<String, TensorFile.Tensor> pairs) {}

  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final ObjectMapper JSON = new ObjectMapper();

  private PeftFolder() {}

  /// Writes an adapter, its factors as float16.
  ///
  /// @param base name of the base it was trained on, for the reader's information
  /// @throws IOException if a file cannot be written
  public static void write(
      Path folder, LoraShape shape, Map<String, TensorFile.Tensor> pairs, String base)
      throws IOException {
    Files.createDirectories(folder);
    ObjectNode config = JSON.createObjectNode().put("peft_type", "LORA");
    config.put("task_type", "CAUSAL_LM").put("base_model_name_or_path", base);
    config.put("r", shape.rank()).put("lora_alpha", shape.alpha()).put("lora_dropout", 0.0);
    config.set("target_modules", JSON.valueToTree(shape.matrices()));
    config.put("bias", "none").put("fan_in_fan_out", false).put("inference_mode", true);
    config.put("use_rslora", false).put("use_dora", false).putNull("modules_to_save");
    config.putNull("layers_to_transform").putNull("layers_pattern");
    config.putObject("rank_pattern");
    config.putObject("alpha_pattern");
    Files.write(
        folder.resolve(CONFIG), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
    TensorFile.write(folder.resolve(WEIGHTS), pairs, Map.of("format", "pt"), true);
  }

  /// Reads an adapter.
  ///
  /// @throws IOException if a file cannot be read or is not a plain LoRA
  public static Read read(Path folder) throws IOException {
    JsonNode config = JSON.readTree(Files.readAllBytes(folder.resolve(CONFIG)));
    if (!config.path("peft_type").asText().equals("LORA")) {
      throw new IOException(folder.resolve(CONFIG) + ": peft_type must be LORA");
    }
    List<String> matrices = new ArrayList<>();
    config.path("target_modules").forEach(module -> matrices.add(module.asText()));
    LoraShape shape =
        new LoraShape(config.path("r").asInt(), config.path("lora_alpha").asInt(), matrices);
    return new Read(shape, TensorFile.read(folder.resolve(WEIGHTS)));
  }
}
