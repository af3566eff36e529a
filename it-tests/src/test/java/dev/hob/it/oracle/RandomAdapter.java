// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.SafetensorsWriter;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufWriter;
import dev.hob.it.oracle.TensorPlan.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Low-rank pairs on every projection of a [RandomModel], as llama.cpp's GGUF and as PEFT's folder.
record RandomAdapter(RandomModel model, int rank, long seed) {
  private float[] values(String name, int rows, int columns, double deviation) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + name.hashCode());
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  private float[] down(int layer, Site site) {
    String name = layer + site.gguf() + "A";
    return values(name, rank, site.columns(), 1 / Math.sqrt(site.columns()));
  }

  private float[] up(int layer, Site site) {
    return values(layer + site.gguf() + "B", site.rows(), rank, 0.3 / Math.sqrt(rank));
  }

  void writeGguf(Path file) throws IOException {
    GgufWriter out = new GgufWriter().text("general.type", "adapter");
    out.text("general.architecture", model.kind().architecture()).text("adapter.type", "lora");
    out.f32("adapter.lora.alpha", 2 * rank);
    for (int layer = 0; layer < model.shape().layers(); layer++) {
      for (Site site : TensorPlan.sites(model.kind(), model.shape())) {
        String name = "blk." + layer + "." + site.gguf() + ".weight.lora_";
        long[] a = {rank, site.columns()};
        long[] b = {site.rows(), rank};
        out.tensor(name + "a", GgmlType.F32, a, RandomModel.plain(down(layer, site), GgmlType.F32));
        out.tensor(name + "b", GgmlType.F32, b, RandomModel.plain(up(layer, site), GgmlType.F32));
      }
    }
    out.write(file);
  }

  void writePeft(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Tensor> tensors = new ArrayList<>();
    List<Site> sites = TensorPlan.sites(model.kind(), model.shape());
    for (int layer = 0; layer < model.shape().layers(); layer++) {
      for (Site site : sites) {
        String name = "base_model.model.model.layers." + layer + "." + site.folder() + ".lora_";
        float[] down = down(layer, site);
        float[] up = inHalves(up(layer, site), site);
        tensors.add(Floats.tensor(name + "A.weight", TensorType.F32, down, rank, site.columns()));
        tensors.add(Floats.tensor(name + "B.weight", TensorType.F32, up, site.rows(), rank));
      }
    }
    SafetensorsWriter.write(
        folder.resolve("adapter_model.safetensors"),
        new TreeMap<>(Map.of("format", "pt")),
        tensors);
    List<String> targets =
        sites.stream().map(it -> '"' + it.folder().replaceAll(".*\\.", "") + '"').toList();
    Files.writeString(
        folder.resolve("adapter_config.json"),
        """
        {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": %d, "lora_alpha": %d, "bias": "none",
         "lora_dropout": 0.0, "use_rslora": false, "use_dora": false, "target_modules": %s}
        """
            .formatted(rank, 2 * rank, targets),
        StandardCharsets.UTF_8);
  }

  /// Rows of adjacent pairs, as GGUF has them, in two halves, as the folder has them.
  private float[] inHalves(float[] values, Site site) {
    if (site.heads() == 0) {
      return values;
    }
    float[] halves = new float[values.length];
    int headDim = site.rows() / site.heads();
    for (int row = 0; row < site.rows(); row++) {
      int in = row % headDim;
      int to = row - in + in % 2 * (headDim / 2) + in / 2;
      System.arraycopy(values, row * rank, halves, to * rank, rank);
    }
    return halves;
  }
}
