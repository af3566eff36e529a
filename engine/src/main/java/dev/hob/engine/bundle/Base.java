// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.ByteLevelTokenizer;
import dev.hob.engine.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A base, mapped read-only from its bundle folder. Immutable; every thread may read it until
/// [#close].
public final class Base implements AutoCloseable {
  private static final String TOKENIZER = "tokenizer.json";
  private static final long TOKENIZER_LIMIT = 64L << 20;

  private final BaseManifest manifest;
  private final ModelConfig config;
  private final ByteLevelTokenizer tokenizer;
  private final SafetensorsFile file;
  private final Weights embedding;
  private final Weights head;
  private final float[] finalNorm;
  private final List<LayerWeights> layers;

  private Base(
      BaseManifest manifest,
      ModelConfig config,
      ByteLevelTokenizer tokenizer,
      SafetensorsFile file) {
    this.manifest = manifest;
    this.config = config;
    this.tokenizer = tokenizer;
    this.file = file;
    WeightsFile.requireFormat(file);
    embedding =
        WeightsFile.matrix(file, ModelConfig.EMBEDDING, config.vocabulary(), config.width());
    head =
        config.tied()
            ? embedding
            : WeightsFile.matrix(file, ModelConfig.HEAD, config.vocabulary(), config.width());
    finalNorm = WeightsFile.vector(file, ModelConfig.FINAL_NORM, config.width());
    List<LayerWeights> read = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      read.add(layer(file, config, layer));
    }
    layers = List.copyOf(read);
  }

  private static LayerWeights layer(SafetensorsFile file, ModelConfig config, int layer) {
    Map<Projection, Weights> matrices = new EnumMap<>(Projection.class);
    for (Projection projection : Projection.values()) {
      matrices.put(
          projection,
          WeightsFile.matrix(
              file,
              ModelConfig.tensor(layer, projection.path()),
              projection.rows(config),
              projection.columns(config)));
    }
    int heads = config.qkNorm() ? config.headDim() : 0;
    return new LayerWeights(
        WeightsFile.vector(file, ModelConfig.tensor(layer, "input_layernorm"), config.width()),
        WeightsFile.vector(
            file, ModelConfig.tensor(layer, "post_attention_layernorm"), config.width()),
        heads == 0
            ? new float[0]
            : WeightsFile.vector(file, ModelConfig.tensor(layer, "self_attn.q_norm"), heads),
        heads == 0
            ? new float[0]
            : WeightsFile.vector(file, ModelConfig.tensor(layer, "self_attn.k_norm"), heads),
        matrices);
  }

  /// Checks every length, offset, type and digest, then maps.
  ///
  /// @throws CorruptBundleException bytes are not what they claim
  /// @throws IncompatibleBundleException an architecture or format that this engine does not run
  public static Base open(Path folder, Ledger ledger) {
    BaseManifest manifest = BaseManifest.read(folder);
    manifest.verifyFiles(folder);
    ModelConfig config = ModelConfig.read(folder);
    byte[] json = Json.bytes(folder, TOKENIZER, TOKENIZER_LIMIT);
    SafetensorsFile file =
        SafetensorsFile.open(folder, WeightsFile.FILE, ledger, Ledger.Owner.BASE);
    ByteLevelTokenizer tokenizer = null;
    try {
      tokenizer =
          ByteLevelTokenizer.load(
              TOKENIZER, json, config.vocabulary(), config.endOfSequence(), ledger);
      return new Base(manifest, config, tokenizer, file);
    } catch (RuntimeException e) {
      file.close();
      if (tokenizer != null) {
        tokenizer.close();
      }
      throw e;
    }
  }

  public BaseManifest manifest() {
    return manifest;
  }

  public ModelConfig config() {
    return config;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /// [vocabulary, width]
  public Weights embedding() {
    return embedding;
  }

  /// [vocabulary, width]; the embedding itself where both are tied.
  public Weights head() {
    return head;
  }

  /// [width]
  public float[] finalNorm() {
    return finalNorm;
  }

  public List<LayerWeights> layers() {
    return layers;
  }

  /// Whether any matrix is palettized.
  public boolean palettized() {
    return layers.stream()
        .flatMap(layer -> layer.matrices().values().stream())
        .anyMatch(PaletteWeights.class::isInstance);
  }

  /// Bytes of the mapped weights.
  public long mappedBytes() {
    return file.bytes();
  }

  /// Unmaps. No engine may run over it any more.
  @Override
  public void close() {
    file.close();
    tokenizer.close();
  }
}
