// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.c.CBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The low-rank pairs of an adapter's file, every one complete and of the right shape.
///
/// PEFT names a module as its base has it. Where that is several of our projections in one matrix
/// (Phi-3's `qkv_proj` and `gate_up_proj`), their rows lie one after another in its `lora_B`, and
/// all share its `lora_A`. Rank and scaling are looked up under the module's own name.
final class AdapterPairs {
  private static final Pattern NAME =
      Pattern.compile(
          "base_model\\.model\\.(model\\.layers\\.(0|[1-9][0-9]{0,3})\\.([a-z_.]{1,40}))"
              + "\\.lora_([AB])\\.weight");

  /// What a tensor's name says.
  private record Place(String module, String layer, List<Projection> projections, boolean first) {}

  /// The tensors of one module, and its projections in the order of their rows in `b`.
  private static final class Module {
    private final String layer;
    private final List<Projection> projections;
    private final Tensor[] pair = new Tensor[2];

    Module(Place place) {
      layer = place.layer();
      projections = place.projections();
    }

    PlainWeights a() {
      return plain(pair[0], 0, Math.toIntExact(pair[0].shape()[0]));
    }

    /// Rows of each projection.
    List<PlainWeights> b(ModelConfig shape) {
      List<PlainWeights> parts = new ArrayList<>();
      int row = 0;
      for (Projection projection : projections) {
        parts.add(plain(pair[1], row, projection.rows(shape)));
        row += projection.rows(shape);
      }
      return parts;
    }
  }

  private final String file;
  private final AdapterConfig config;
  private final ModelConfig shape;
  private final Map<String, Module> modules = new TreeMap<>();

  private AdapterPairs(String file, AdapterConfig config, ModelConfig shape) {
    this.file = file;
    this.config = config;
    this.shape = shape;
  }

  static AdapterPairs read(SafetensorsFile file, AdapterConfig config, ModelConfig shape) {
    AdapterPairs pairs = new AdapterPairs(file.name(), config, shape);
    file.tensors().values().forEach(pairs::add);
    pairs.requireWhole();
    return pairs;
  }

  private void add(Tensor tensor) {
    Place place = place(tensor);
    int rank = config.rank(place.module());
    int rows = place.projections().stream().mapToInt(it -> it.rows(shape)).sum();
    long[] expected =
        place.first()
            ? new long[] {rank, place.projections().getFirst().columns(shape)}
            : new long[] {rows, rank};
    if (!Arrays.equals(tensor.shape(), expected)) {
      throw new IncompatibleBundleException(
          file, tensor.name(), Arrays.toString(expected), tensor.shapeText());
    }
    if (tensor.type() == TensorType.U8) {
      throw new IncompatibleBundleException(
          file, tensor.name() + " dtype", "F32, F16 or BF16", "U8");
    }
    modules.computeIfAbsent(place.module(), _ -> new Module(place)).pair[place.first() ? 0 : 1] =
        tensor;
  }

  private Place place(Tensor tensor) {
    Matcher name = NAME.matcher(tensor.name());
    List<Projection> projections =
        name.matches() ? Projection.ofModule(name.group(3), shape.family()) : List.of();
    if (projections.isEmpty() || Integer.parseInt(name.group(2)) >= shape.layers()) {
      throw new IncompatibleBundleException(
          file,
          "tensor " + clip(tensor.name()),
          "lora_A or lora_B of a projection in layers 0 to " + (shape.layers() - 1),
          "another");
    }
    return new Place(
        name.group(1),
        "model.layers." + name.group(2) + ".",
        projections,
        name.group(4).equals("A"));
  }

  private void requireWhole() {
    if (modules.isEmpty()) {
      throw new IncompatibleBundleException(file, "tensors", "at least one pair", "none");
    }
    Map<String, String> owners = new TreeMap<>();
    modules.forEach((name, module) -> {
      for (int i = 0; i < 2; i++) {
        if (module.pair[i] == null) {
          throw new CorruptBundleException(
              file, -1, name + " has no lora_" + (i == 0 ? "A" : "B") + " beside its partner");
        }
      }
      for (Projection projection : module.projections) {
        Optional<String> other =
            Optional.ofNullable(owners.put(module.layer + projection.path(), name));
        if (other.isPresent()) {
          throw new CorruptBundleException(
              file, -1, name + " and " + other.get() + " both have " + projection.module());
        }
      }
    });
  }

  /// The pairs by the path of their projection, where the file has them.
  Map<String, LowRank> pairs() {
    Map<String, LowRank> pairs = new TreeMap<>();
    modules.forEach((name, module) -> {
      PlainWeights a = module.a();
      List<PlainWeights> parts = module.b(shape);
      for (int i = 0; i < parts.size(); i++) {
        pairs.put(
            module.layer + module.projections.get(i).path(),
            new LowRank(a, parts.get(i), config.scaling(name)));
      }
    });
    return pairs;
  }

  /// All cores that are free help.
  ///
  /// @throws CorruptBundleException a number is NaN or infinite
  void requireFinite() {
    List<Tensor> tensors =
        modules.values().stream().flatMap(module -> Arrays.stream(module.pair)).toList();
    long bytes = tensors.stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
    boolean c = bytes >= CBytes.WORTH && CBytes.here();
    if (tensors.parallelStream().allMatch(tensor -> finite(tensor, c))) {
      return;
    }
    tensors.forEach(tensor -> Floats.requireFinite(file, tensor));
    throw new CorruptBundleException(file, -1, "it changes while it is read");
  }

  private static boolean finite(Tensor tensor, boolean c) {
    return c ? CBytes.finite(type(tensor), tensor.data()) : Floats.allFinite(tensor);
  }

  private static PlainWeights plain(Tensor tensor, int first, int rows) {
    int columns = Math.toIntExact(tensor.shape()[1]);
    PlainWeights.Type type = type(tensor);
    long row = (long) columns * type.bytes();
    return new PlainWeights(rows, columns, type, tensor.data().asSlice(first * row, rows * row));
  }

  private static PlainWeights.Type type(Tensor tensor) {
    return PlainWeights.Type.valueOf(tensor.type().name());
  }

  private static String clip(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "...";
  }
}
