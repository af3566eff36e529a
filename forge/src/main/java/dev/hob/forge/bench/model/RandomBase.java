// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.model;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Palette;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.bundle.SafetensorsWriter;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.WeightsFile;
import dev.hob.engine.kernel.Strip16;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Writes a base of a shape with random indices, and random adapters for it. Values are about as
/// large as trained ones, so that logits are finite and no two are equal; what it says is noise.
///
/// All matrices are cut from one block of random bytes at places that differ: speed depends on how
/// much is read, not on what stands there, and a model of three billion weights is written as fast
/// as the disk takes it.
public final class RandomBase {
  private static final long SEED = 20261125L;

  /// Larger than the largest matrix of any shape.
  private static final int BLOCK = 96 << 20;

  private final Shape shape;
  private final Random random = new Random(SEED);
  private final MemorySegment block;

  private RandomBase(Shape shape) {
    this.shape = shape;
    byte[] bytes = new byte[BLOCK];
    random.nextBytes(bytes);
    block = MemorySegment.ofArray(bytes);
  }

  /// @param folder is made
  public static void write(Shape shape, Path folder) throws IOException {
    new RandomBase(shape).write(folder);
  }

  private void write(Path folder) throws IOException {
    ModelConfig config = shape.config();
    Files.createDirectories(folder);
    Files.write(folder.resolve(ModelConfig.FILE), config.toJson());
    byte[] tokenizer = new RandomVocabulary(config.vocabulary(), SEED).json();
    Files.write(folder.resolve("tokenizer.json"), tokenizer);
    Files.writeString(
        folder.resolve("card.md"),
        "Random weights of shape " + shape.word() + ", seed " + SEED + ", to measure speed.\n",
        StandardCharsets.UTF_8);
    WeightsFile.Writer writer = new WeightsFile.Writer();
    config.shapes().forEach((name, sides) -> add(writer, name, sides));
    writer.write(folder);
    new BaseManifest(
            "random-" + shape.word(),
            "1.0.0",
            "Apache-2.0",
            "sha256:" + HexFormat.of().formatHex(new byte[32]),
            "",
            config.family().modelType(),
            List.of(),
            List.of("en"),
            config.context(),
            Math.round(1000 * writer.bitsPerWeight()) / 1000.0,
            writer.parameters(),
            "")
        .seal(folder, TensorType.F32);
  }

  private void add(WeightsFile.Writer writer, String name, long[] sides) {
    if (sides.length == 1) {
      float[] ones = new float[(int) sides[0]];
      for (int i = 0; i < ones.length; i++) {
        ones[i] = (float) (1 + random.nextGaussian() / 10);
      }
      writer.plain(Floats.tensor(name, TensorType.F32, ones, sides));
      return;
    }
    int rows = (int) sides[0];
    int columns = (int) sides[1];
    Palette palette = new Palette(rows, columns, bits(name), 16, shape.group());
    writer.packed(
        name,
        palette,
        piece((long) palette.strips() * Strip16.stripBytes(columns, palette.bits())),
        tables(palette),
        scales(palette));
  }

  private int bits(String name) {
    for (Projection projection : Projection.values()) {
      if (name.endsWith("." + projection.path() + ".weight")) {
        return shape.bits(Integer.parseInt(name.split("\\.")[2]), projection);
      }
    }
    return 4; // the embedding
  }

  private MemorySegment piece(long bytes) {
    long at = random.nextLong(BLOCK - bytes + 1) & ~63L;
    return block.asSlice(at, bytes);
  }

  /// Values spread as a normal distribution's.
  private MemorySegment tables(Palette palette) {
    byte[] tables = new byte[palette.tables() * palette.entries()];
    for (int i = 0; i < tables.length; i++) {
      double place = (i % palette.entries() + 0.5) / palette.entries();
      double value = Math.log(place / (1 - place)) / Math.log(2.0 * palette.entries() - 1);
      tables[i] = (byte) (Palette.ZERO + Math.round(Palette.ONE * value));
    }
    return MemorySegment.ofArray(tables);
  }

  private MemorySegment scales(Palette palette) {
    double size = 2.2 / Math.sqrt(palette.columns());
    short[] some = new short[1024];
    for (int i = 0; i < some.length; i++) {
      some[i] = Float.floatToFloat16((float) (size * (0.7 + 0.6 * random.nextDouble())));
    }
    long count = (long) palette.strips() * palette.groups() * 16;
    MemorySegment scales = MemorySegment.ofArray(new short[Math.toIntExact(count)]);
    for (long i = 0; i < count; i++) {
      scales.setAtIndex(ValueLayout.JAVA_SHORT, i, some[random.nextInt(some.length)]);
    }
    return scales;
  }

  /// Writes a PEFT folder with pairs on all seven matrices of every layer.
  ///
  /// @param folder is made
  public static void writeAdapter(Shape shape, long seed, int rank, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    List<Tensor> tensors = new ArrayList<>();
    Random random = new Random(seed);
    for (int layer = 0; layer < shape.config().layers(); layer++) {
      for (Projection projection : Projection.values()) {
        String module = "base_model.model.model.layers." + layer + "." + projection.path();
        int in = projection.columns(shape.config());
        int out = projection.rows(shape.config());
        tensors.add(pair(module + ".lora_A.weight", random, rank, in));
        tensors.add(pair(module + ".lora_B.weight", random, out, rank));
      }
    }
    SafetensorsWriter.write(
        folder.resolve("adapter_model.safetensors"),
        new TreeMap<>(Map.of("format", "pt")),
        tensors);
    Files.writeString(
        folder.resolve("adapter_config.json"),
        """
        {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": %d, "lora_alpha": %d, "bias": "none",
         "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]}
        """
            .formatted(rank, rank),
        StandardCharsets.UTF_8);
  }

  private static Tensor pair(String name, Random random, int rows, int columns) {
    float[] values = new float[rows * columns];
    float size = (float) (0.3 / Math.sqrt(columns));
    for (int i = 0; i < values.length; i++) {
      values[i] = size * (2 * random.nextFloat() - 1);
    }
    return Floats.tensor(name, TensorType.BF16, values, rows, columns);
  }
}
