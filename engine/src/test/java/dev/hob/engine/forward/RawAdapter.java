// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.engine.bundle.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A PEFT adapter as its definition reads: `y += alpha / r · B (A x)`.
///
/// @param tensors by PEFT's name
record RawAdapter(double scaling, Map<String, Raw> tensors) {
  static RawAdapter read(Path folder) throws IOException {
    JsonNode json = new ObjectMapper().readTree(folder.resolve("adapter_config.json").toFile());
    return new RawAdapter(
        json.path("lora_alpha").asDouble() / json.path("r").asDouble(),
        Raw.read(folder, "adapter_model.safetensors"));
  }

  /// @param module `model.layers.N.…_proj`, which is a part of another where modules are `fused`
  void add(double[] y, double[] x, String module, boolean fused, ModelConfig config) {
    int queries = config.heads() * config.headDim();
    int keys = config.kvHeads() * config.headDim();
    String name = module;
    int first = 0;
    if (fused) {
      name =
          module
              .replaceFirst("[qkv]_proj$", "qkv_proj")
              .replaceFirst("(gate|up)_proj$", "gate_up_proj");
      first =
          switch (module.substring(module.lastIndexOf('.') + 1)) {
            case "k_proj" -> queries;
            case "v_proj" -> queries + keys;
            case "up_proj" -> config.ffn();
            default -> 0;
          };
    }
    Raw a = tensors.get("base_model.model." + name + ".lora_A.weight");
    Raw b = tensors.get("base_model.model." + name + ".lora_B.weight");
    if (a == null || b == null) {
      throw new IllegalArgumentException("no pair on " + name);
    }
    double[] low = new double[b.columns()];
    for (int i = 0; i < low.length; i++) {
      low[i] = a.dot(i, x);
    }
    for (int i = 0; i < y.length; i++) {
      y[i] += scaling * b.dot(first + i, low);
    }
  }
}
