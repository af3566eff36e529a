// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import ai.djl.ndarray.NDManager;
import dev.hob.forge.palette.PalettizedBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A base on disk in either form: Hugging Face's (`model.safetensors`) or palettized
/// (`weights.safetensors`), which is read as the float32 values it stands for.
public final class BaseFolder {
  private BaseFolder() {}

  /// Reads a base.
  ///
  /// @throws IOException if the folder holds neither form, or a tensor is missing
  public static Weights read(NDManager manager, Path folder) throws IOException {
    if (Files.exists(folder.resolve("model.safetensors"))) {
      return Weights.read(manager, folder);
    }
    if (!Files.exists(folder.resolve("weights.safetensors"))) {
      throw new IOException(folder + ": neither model.safetensors nor weights.safetensors");
    }
    ModelConfig config = ModelConfig.read(folder.resolve("config.json"));
    PalettizedBase palettized = PalettizedBase.read(folder);
    Map<String, long[]> shapes = TensorNames.shapes(config);
    Map<String, TensorFile.Tensor> tensors = new LinkedHashMap<>();
    for (var shape : shapes.entrySet()) {
      String name = shape.getKey();
      var matrix = palettized.matrices().get(name);
      float @Nullable [] plain = palettized.plain().get(name);
      float[] values;
      if (matrix != null) {
        values = matrix.values();
      } else if (plain != null) {
        values = plain;
      } else {
        throw new IOException(folder + ": no tensor " + name);
      }
      tensors.put(name, new TensorFile.Tensor(shape.getValue(), values));
    }
    return Weights.of(manager, config, tensors);
  }
}
