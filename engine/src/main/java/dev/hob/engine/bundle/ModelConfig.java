// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The shape of a base, from Hugging Face's `config.json` ([ConfigReader]). Whatever the file asks
/// for and the forward pass does not do is refused by name, never ignored.
///
/// @param width hidden size d
/// @param ffn inner size of the MLP
/// @param headDim of queries, keys and values; even
/// @param tied the embedding is also the output matrix
/// @param beginToken `bos_token_id`, -1 if the file gives none
/// @param endTokens `eos_token_id`, one or several; empty if the file gives none
public record ModelConfig(
    Family family,
    int width,
    int layers,
    int ffn,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    int context,
    double normEpsilon,
    Block block,
    AttentionShape attention,
    boolean tied,
    int beginToken,
    List<Integer> endTokens) {
  /// The file's name in a bundle.
  public static final String FILE = "config.json";

  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String FINAL_NORM = "model.norm.weight";
  static final String HEAD = "lm_head.weight";
  private static final long LIMIT = 1 << 20;

  public ModelConfig {
    endTokens = List.copyOf(endTokens);
  }

  /// A llama (without) or qwen3 (with head norms) as it is made from scratch.
  ///
  /// @param endOfSequence -1 for none
  public ModelConfig(
      String architecture,
      int width,
      int layers,
      int ffn,
      int heads,
      int kvHeads,
      int headDim,
      int vocabulary,
      int context,
      double normEpsilon,
      double ropeTheta,
      boolean headNorms,
      boolean tied,
      int endOfSequence) {
    this(
        Family.named(architecture).orElseThrow(),
        width,
        layers,
        ffn,
        heads,
        kvHeads,
        headDim,
        vocabulary,
        context,
        normEpsilon,
        Block.plain(headNorms),
        AttentionShape.plain(headDim, Rope.plain(ropeTheta)),
        tied,
        -1,
        endOfSequence < 0 ? List.of() : List.of(endOfSequence));
  }

  /// Reads `folder/config.json`.
  public static ModelConfig read(Path folder) {
    return parse(Json.bytes(folder, FILE, LIMIT));
  }

  /// @throws CorruptBundleException a field is missing, malformed or out of bounds
  /// @throws IncompatibleBundleException an architecture or option that this engine does not run
  public static ModelConfig parse(byte[] json) {
    return ConfigReader.read(Json.object(FILE, 0, json));
  }

  /// Every tensor of the base with the shape it must have, by its Hugging Face name.
  public SortedMap<String, long[]> shapes() {
    SortedMap<String, long[]> shapes = new TreeMap<>();
    shapes.put(EMBEDDING, new long[] {vocabulary, width});
    shapes.put(FINAL_NORM, new long[] {width});
    if (!tied) {
      shapes.put(HEAD, new long[] {vocabulary, width});
    }
    for (int layer = 0; layer < layers; layer++) {
      for (LayerNorm norm : LayerNorm.of(block)) {
        shapes.put(tensor(layer, norm.path(block)), new long[] {norm.length(this)});
      }
      for (Projection projection : Projection.values()) {
        shapes.put(
            tensor(layer, projection.path()),
            new long[] {projection.rows(this), projection.columns(this)});
        if (block.biases().contains(projection)) {
          shapes.put(bias(layer, projection), new long[] {projection.rows(this)});
        }
      }
    }
    return shapes;
  }

  static String tensor(int layer, String part) {
    return "model.layers." + layer + "." + part + ".weight";
  }

  static String bias(int layer, Projection projection) {
    return "model.layers." + layer + "." + projection.path() + ".bias";
  }

  /// This shape as a `config.json` that Hugging Face's own classes load.
  public byte[] toJson() {
    return ConfigWriter.json(this);
  }
}
