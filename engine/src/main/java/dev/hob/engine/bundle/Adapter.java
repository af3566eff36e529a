// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.Pin;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Low-rank pairs of one adapter in PEFT's own two files. They are read where the mapped file has
/// them: opening copies nothing, and what the system needs of their memory it may take and read
/// again. As with a base, the file must be neither changed nor cut short until [#close]. Immutable;
/// every thread may read it until then.
public final class Adapter implements AutoCloseable {
  /// PEFT's names of its two files.
  public static final String WEIGHTS = "adapter_model.safetensors";

  public static final String CONFIG = AdapterConfig.FILE;

  private static final long CONFIG_LIMIT = 1 << 20;

  private final SafetensorsFile file;
  private final ModelConfig shape;
  private final String digest;
  private final int rank;
  private final List<Integer> invocation;
  private final Map<String, LowRank> pairs;

  private Adapter(
      SafetensorsFile file,
      ModelConfig shape,
      String digest,
      List<Integer> invocation,
      Map<String, LowRank> pairs) {
    this.file = file;
    this.shape = shape;
    this.digest = digest;
    this.invocation = invocation;
    this.pairs = Map.copyOf(pairs);
    rank = pairs.values().stream().mapToInt(LowRank::rank).max().orElse(0);
  }

  /// Reads `adapter_config.json` and `adapter_model.safetensors` and checks every shape against
  /// `base`.
  ///
  /// @throws CorruptBundleException bytes are not what they claim
  /// @throws IncompatibleBundleException shapes, ranks or options that do not fit `base`
  public static Adapter open(Path folder, Base base, Ledger ledger) {
    return open(folder, base.config(), ledger);
  }

  /// As [#open(Path, Base, Ledger)], for a base that is known by its shape only.
  public static Adapter open(Path folder, ModelConfig shape, Ledger ledger) {
    return open(folder, shape, ledger, Verified.nothing());
  }

  /// As above; what `verified` knows of the files as they are is neither hashed nor looked through
  /// again.
  public static Adapter open(Path folder, ModelConfig shape, Ledger ledger, Verified verified) {
    Verified.Look look = verified.look(folder);
    byte[] json = Json.bytes(folder, CONFIG, CONFIG_LIMIT);
    AdapterConfig config = AdapterConfig.parse(json, shape);
    SafetensorsFile file = SafetensorsFile.open(folder, WEIGHTS, ledger, Ledger.Owner.ADAPTERS);
    try {
      AdapterPairs pairs = AdapterPairs.read(file, config, shape);
      file.mapCached();
      String digest =
          look.digest(Verified.Claim.ADAPTER).orElseGet(() -> digest(json, file, pairs));
      look.keep(Verified.Claim.ADAPTER, digest);
      return new Adapter(file, shape, digest, config.invocation(), pairs.pairs());
    } catch (RuntimeException | OutOfMemoryError e) {
      file.close();
      throw e;
    }
  }

  /// Looks at every byte twice at the same time: for the digest, and for numbers that are none.
  private static String digest(byte[] json, SafetensorsFile file, AdapterPairs pairs) {
    CompletableFuture<String> digest =
        CompletableFuture.supplyAsync(
            () -> Digests.of(MemorySegment.ofArray(json), file.content()));
    try {
      pairs.requireFinite();
      return digest.join();
    } finally {
      digest.handle((_, _) -> null).join(); // the file stays mapped until nobody reads it
    }
  }

  /// `sha256:…` of config and weights as they lie in their files; the key of every cache that
  /// depends on this adapter. It is computed here, never taken from a manifest's word.
  public String digest() {
    return digest;
  }

  /// The largest rank of its pairs.
  public int rank() {
    return rank;
  }

  /// The tokens from whose last occurrence in a prompt on this adapter acts (PEFT's
  /// `alora_invocation_tokens`); empty: it acts everywhere.
  public List<Integer> invocation() {
    return invocation;
  }

  /// The shape of base that this adapter was checked against.
  public ModelConfig shape() {
    return shape;
  }

  /// The pair on one matrix, empty where the adapter leaves it alone.
  public Optional<LowRank> pair(int layer, Projection projection) {
    return Optional.ofNullable(pairs.get("model.layers." + layer + "." + projection.path()));
  }

  /// Bytes of its pairs' file, all mapped.
  public long bytes() {
    return file.bytes();
  }

  /// Keeps the pairs mapped, whoever closes the adapter meanwhile.
  ///
  /// @throws IllegalStateException already closed
  public Pin pin() {
    return file.pin();
  }

  /// Unmaps the pairs. No engine may use them any more. Idempotent.
  @Override
  public void close() {
    file.close();
  }
}
