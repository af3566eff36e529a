// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.c.CBytes;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import dev.hob.engine.memory.Pin;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Low-rank pairs of one adapter, read from PEFT's own two files and put into strip order.
/// Immutable; every thread may read it until [#close].
public final class Adapter implements AutoCloseable {
  /// PEFT's names of its two files.
  public static final String WEIGHTS = "adapter_model.safetensors";

  public static final String CONFIG = AdapterConfig.FILE;

  private static final long CONFIG_LIMIT = 1 << 20;

  /// Bytes of pairs from which large pages are worth asking for: some percent of a step of four
  /// adapters of a 3 B base.
  private static final long LARGE = 16 << 20;

  private final OffHeap memory;
  private final ModelConfig shape;
  private final String digest;
  private final int rank;
  private final List<Integer> invocation;
  private final Map<String, LowRank> pairs;

  private Adapter(
      OffHeap memory,
      ModelConfig shape,
      String digest,
      List<Integer> invocation,
      Map<String, LowRank> pairs) {
    this.memory = memory;
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

  /// As above; what `verified` knows of the files as they are is not hashed again.
  public static Adapter open(Path folder, ModelConfig shape, Ledger ledger, Verified verified) {
    Verified.Look look = verified.look(folder);
    byte[] json = Json.bytes(folder, CONFIG, CONFIG_LIMIT);
    AdapterConfig config = AdapterConfig.parse(json, shape);
    try (SafetensorsFile file =
        SafetensorsFile.open(folder, WEIGHTS, ledger, Ledger.Owner.SCRATCH)) {
      Optional<String> known = look.digest(Verified.Claim.ADAPTER);
      // Hashing takes as long as all the rest, and both only read.
      CompletableFuture<String> digest =
          known
              .map(CompletableFuture::completedFuture)
              .orElseGet(() ->
                  CompletableFuture.supplyAsync(
                      () -> Digests.of(MemorySegment.ofArray(json), file.content())));
      OffHeap memory = null;
      try {
        AdapterPairs pairs = AdapterPairs.read(file, config, shape);
        memory = OffHeap.unfilled(pairs.bytes(), ledger, Ledger.Owner.ADAPTERS);
        Map<String, LowRank> ordered = pairs.repack(memory);
        look.keep(Verified.Claim.ADAPTER, digest.join());
        if (pairs.bytes() >= LARGE && CBytes.here()) {
          inLargePages(memory);
        }
        return new Adapter(memory, shape, digest.join(), config.invocation(), ordered);
      } catch (RuntimeException e) {
        digest.handle((_, _) -> null).join(); // the file stays mapped until nobody reads it
        if (memory != null) {
          memory.close();
        }
        throw e;
      }
    }
  }

  /// Later and in the background: the system may have to make room for large pages first, and a
  /// person may be waiting for the first answer.
  private static void inLargePages(OffHeap memory) {
    CompletableFuture.runAsync(
        () -> {
          try (Pin _ = memory.pin()) {
            CBytes.largePages(memory.bytes());
          } catch (IllegalStateException e) {
            // Closed meanwhile.
          }
        },
        CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
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

  /// Bytes held in memory.
  public long bytes() {
    return memory.bytes().byteSize();
  }

  /// Keeps the pairs in memory, whoever closes the adapter meanwhile.
  ///
  /// @throws IllegalStateException already closed
  public Pin pin() {
    return memory.pin();
  }

  /// Frees the pairs. No engine may use them any more. Idempotent.
  @Override
  public void close() {
    memory.close();
  }
}
