// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.quality;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.WeightsFile;
import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A trained base in full precision, by Hugging Face's names, row-major; a base of some million
/// weights, since all of it is held in memory.
///
/// @param folder its `config.json` and `tokenizer.json`
/// @param tensors values in the order of the names
record TrainedBase(Path folder, ModelConfig config, SortedMap<String, float[]> tensors) {
  static TrainedBase read(Path folder) {
    SortedMap<String, float[]> tensors = new TreeMap<>();
    ModelConfig config = ModelConfig.read(folder);
    try (SafetensorsFile file =
        SafetensorsFile.open(folder, "model.safetensors", new Ledger(), Ledger.Owner.SCRATCH)) {
      config.shapes().keySet().forEach(name -> tensors.put(name, Floats.read(file.tensor(name))));
    }
    return new TrainedBase(folder, config, tensors);
  }

  long[] shape(String name) {
    long[] shape = config.shapes().get(name);
    if (shape == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return shape;
  }

  boolean isMatrix(String name) {
    return shape(name).length == 2;
  }

  long parameters() {
    return tensors.values().stream().mapToLong(values -> values.length).sum();
  }

  TrainedBase with(SortedMap<String, float[]> other) {
    return new TrainedBase(folder, config, other);
  }

  /// Writes a bundle of plain F32 tensors that the engine opens.
  void write(Path to) throws IOException {
    Files.createDirectories(to);
    for (String file : List.of("config.json", "tokenizer.json")) {
      Files.copy(folder.resolve(file), to.resolve(file));
    }
    WeightsFile.Writer writer = new WeightsFile.Writer();
    tensors.forEach((name, values) -> {
      Tensor tensor = Floats.tensor(name, TensorType.F32, values, shape(name));
      writer.plain(tensor);
    });
    writer.write(to);
    new BaseManifest(
            "measured",
            "1.0.0",
            "unknown",
            "sha256:" + "0".repeat(64),
            "",
            config.family().modelType(),
            List.of(),
            List.of("en"),
            config.context(),
            32,
            writer.parameters(),
            "")
        .seal(to, TensorType.F32);
  }
}
