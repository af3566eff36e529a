// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.StripWeights;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import dev.hob.engine.memory.Pin;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Low-rank pairs of one adapter, read from PEFT's own two files and put into strip order.
/// Immutable; every thread may read it until [#close].
public final class Adapter implements AutoCloseable {
  /// PEFT's names of its two files.
  public static final String WEIGHTS = "adapter_model.safetensors";

  public static final String CONFIG = AdapterConfig.FILE;

  private static final long CONFIG_LIMIT = 1 << 20;
  private static final Pattern NAME =
      Pattern.compile(
          "base_model\\.model\\.(model\\.layers\\.(0|[1-9][0-9]{0,3})\\.([a-z_.]{1,40}))"
              + "\\.lora_([AB])\\.weight");

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
    byte[] json = Json.bytes(folder, CONFIG, CONFIG_LIMIT);
    AdapterConfig config = AdapterConfig.parse(json, shape);
    try (SafetensorsFile file =
        SafetensorsFile.open(folder, WEIGHTS, ledger, Ledger.Owner.SCRATCH)) {
      Map<String, Tensor[]> found = pairs(file, config, shape);
      long size = 0;
      for (Tensor[] pair : found.values()) {
        size += stripBytes(pair[0]) + stripBytes(pair[1]);
      }
      // Hashing takes as long as putting into order, and both only read.
      CompletableFuture<String> digest =
          CompletableFuture.supplyAsync(
              () -> Digests.of(MemorySegment.ofArray(json), file.content()));
      OffHeap memory = null;
      try {
        memory = new OffHeap(size, ledger, Ledger.Owner.ADAPTERS);
        Map<String, LowRank> pairs = repack(found, config, memory);
        return new Adapter(memory, shape, digest.join(), config.invocation(), pairs);
      } catch (RuntimeException e) {
        digest.handle((_, _) -> null).join(); // the file stays mapped until nobody reads it
        if (memory != null) {
          memory.close();
        }
        throw e;
      }
    }
  }

  /// Pairs {A, B} by module path, every one complete and of the right shape.
  private static Map<String, Tensor[]> pairs(
      SafetensorsFile file, AdapterConfig config, ModelConfig shape) {
    Map<String, Tensor[]> pairs = new TreeMap<>();
    for (Tensor tensor : file.tensors().values()) {
      Matcher name = NAME.matcher(tensor.name());
      Optional<Projection> projection =
          name.matches() ? Projection.ofPath(name.group(3)) : Optional.empty();
      if (projection.isEmpty() || Integer.parseInt(name.group(2)) >= shape.layers()) {
        throw new IncompatibleBundleException(
            file.name(),
            "tensor " + clip(tensor.name()),
            "lora_A or lora_B of a projection in layers 0 to " + (shape.layers() - 1),
            "another");
      }
      boolean first = name.group(4).equals("A");
      int rank = config.rank(name.group(1));
      long[] expected =
          first
              ? new long[] {rank, projection.get().columns(shape)}
              : new long[] {projection.get().rows(shape), rank};
      if (!Arrays.equals(tensor.shape(), expected)) {
        throw new IncompatibleBundleException(
            file.name(), tensor.name(), Arrays.toString(expected), tensor.shapeText());
      }
      if (tensor.type() == TensorType.U8) {
        throw new IncompatibleBundleException(
            file.name(), tensor.name() + " dtype", "F32, F16 or BF16", "U8");
      }
      Floats.requireFinite(file.name(), tensor);
      pairs.computeIfAbsent(name.group(1), _ -> new Tensor[2])[first ? 0 : 1] = tensor;
    }
    pairs.forEach((module, pair) -> requireBoth(file.name(), module, pair));
    if (pairs.isEmpty()) {
      throw new IncompatibleBundleException(file.name(), "tensors", "at least one pair", "none");
    }
    return pairs;
  }

  private static void requireBoth(String file, String module, Tensor[] pair) {
    for (int i = 0; i < 2; i++) {
      if (pair[i] == null) {
        throw new CorruptBundleException(
            file, -1, module + " has no lora_" + (i == 0 ? "A" : "B") + " beside its partner");
      }
    }
  }

  private static Map<String, LowRank> repack(
      Map<String, Tensor[]> pairs, AdapterConfig config, OffHeap memory) {
    Map<String, LowRank> repacked = new TreeMap<>();
    long at = 0;
    for (var entry : pairs.entrySet()) {
      PlainWeights a = plain(entry.getValue()[0]);
      PlainWeights b = plain(entry.getValue()[1]);
      long sizeA = stripBytes(entry.getValue()[0]);
      long sizeB = stripBytes(entry.getValue()[1]);
      repacked.put(
          entry.getKey(),
          new LowRank(
              StripWeights.of(a, memory.bytes().asSlice(at, sizeA)),
              StripWeights.of(b, memory.bytes().asSlice(at + sizeA, sizeB)),
              config.scaling(entry.getKey())));
      at += sizeA + sizeB;
    }
    return repacked;
  }

  private static PlainWeights plain(Tensor tensor) {
    return new PlainWeights(
        Math.toIntExact(tensor.shape()[0]),
        Math.toIntExact(tensor.shape()[1]),
        PlainWeights.Type.valueOf(tensor.type().name()),
        tensor.data());
  }

  private static long stripBytes(Tensor tensor) {
    PlainWeights plain = plain(tensor);
    return StripWeights.bytes(plain.rows(), plain.columns(), plain.type());
  }

  private static String clip(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "...";
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
