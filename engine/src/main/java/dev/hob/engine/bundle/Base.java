// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.Pin;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.engine.tokenizer.ModelTokens;
import dev.hob.engine.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A base, mapped read-only from its bundle folder. Immutable; every thread may read it until
/// [#close].
public final class Base implements AutoCloseable {
  private static final String TOKENIZER = "tokenizer.json";
  private static final long TOKENIZER_LIMIT = 64L << 20;

  private final BaseManifest manifest;
  private final ModelConfig config;
  private final LibraryTokenizer tokenizer;
  private final SafetensorsFile file;
  private final BaseWeights weights;

  private Base(
      BaseManifest manifest,
      ModelConfig config,
      LibraryTokenizer tokenizer,
      SafetensorsFile file,
      BaseWeights weights) {
    this.manifest = manifest;
    this.config = config;
    this.tokenizer = tokenizer;
    this.file = file;
    this.weights = weights;
  }

  /// Checks every length, offset, type and digest, then maps.
  ///
  /// @throws CorruptBundleException bytes are not what they claim
  /// @throws IncompatibleBundleException an architecture or format that this engine does not run
  public static Base open(Path folder, Ledger ledger) {
    return open(folder, ledger, Verified.nothing());
  }

  /// As above; what `verified` knows of the files as they are is not hashed again.
  public static Base open(Path folder, Ledger ledger, Verified verified) {
    BaseManifest manifest = BaseManifest.read(folder);
    // It takes as long as all the rest; what it makes of bytes that are refused is closed again.
    CompletableFuture<LibraryTokenizer> tokenizer =
        CompletableFuture.supplyAsync(() -> tokenizer(folder, ledger));
    try {
      LibraryTokenizer.linkLibrary();
      manifest.verifyFiles(folder, verified);
      return open(folder, manifest, ledger, tokenizer);
    } catch (RuntimeException e) {
      tokenizer.thenAccept(LibraryTokenizer::close).handle((_, _) -> null).join();
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
  }

  private static Base open(
      Path folder,
      BaseManifest manifest,
      Ledger ledger,
      CompletableFuture<LibraryTokenizer> tokenizer) {
    ModelConfig config = ModelConfig.read(folder);
    SafetensorsFile file =
        SafetensorsFile.open(folder, WeightsFile.FILE, ledger, Ledger.Owner.BASE);
    try {
      BaseWeights weights = BaseWeights.read(file, config);
      return new Base(manifest, config, tokenizer.join(), file, weights);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static LibraryTokenizer tokenizer(Path folder, Ledger ledger) {
    ModelConfig config = ModelConfig.read(folder);
    byte[] json = Json.bytes(folder, TOKENIZER, TOKENIZER_LIMIT);
    ModelTokens tokens =
        new ModelTokens(config.vocabulary(), config.beginToken(), config.endTokens());
    return LibraryTokenizer.load(TOKENIZER, json, tokens, ledger);
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

  public BaseWeights weights() {
    return weights;
  }

  /// [vocabulary, width]
  public Weights embedding() {
    return weights.embedding();
  }

  /// [vocabulary, width]; the embedding itself where both are tied.
  public Weights head() {
    return weights.head();
  }

  /// [width]
  public float[] finalNorm() {
    return weights.finalNorm();
  }

  public List<LayerWeights> layers() {
    return weights.layers();
  }

  /// Whether any matrix is palettized.
  public boolean palettized() {
    return layers().stream()
        .flatMap(layer -> layer.matrices().values().stream())
        .anyMatch(PaletteWeights.class::isInstance);
  }

  /// Maps the weights that are in memory already, all at once: for whoever is about to run it.
  public void mapCached() {
    file.mapCached();
  }

  /// Bytes of the mapped weights.
  public long mappedBytes() {
    return file.bytes();
  }

  /// Keeps the weights mapped, whoever closes the base meanwhile: for a back end that reads them by
  /// address.
  ///
  /// @throws IllegalStateException already closed
  public Pin pin() {
    return file.pin();
  }

  /// Unmaps. No engine may run over it any more.
  @Override
  public void close() {
    file.close();
    tokenizer.close();
  }
}
