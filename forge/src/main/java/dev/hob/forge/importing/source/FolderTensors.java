// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The weights of a Hugging Face folder, by the names of a language model alone: safetensors in one
/// file or in shards. Links are followed: Hugging Face's own cache holds nothing else. Rows may be
/// read by several threads.
final class FolderTensors implements AutoCloseable {
  static final String ONE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final List<Path> files;
  private final List<SafetensorsFile> shards;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /// Models of text and pictures keep the language model's tensors one level down.
  private final String prefix;

  private final Set<String> read = ConcurrentHashMap.newKeySet();

  private FolderTensors(List<Path> files, List<SafetensorsFile> shards) {
    this.files = files;
    this.shards = shards;
    shards.forEach(shard -> tensors.putAll(shard.tensors()));
    this.prefix =
        anyUnder("model.layers.")
            ? ""
            : Stream.of("language_model.", "model.language_model.")
                .filter(this::anyUnder)
                .findFirst()
                .orElse("");
  }

  private boolean anyUnder(String start) {
    return tensors.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  /// @throws CorruptBundleException a folder without weights, or some are not what they claim
  static FolderTensors open(Path folder, Ledger ledger) {
    List<Path> files = shards(folder);
    List<SafetensorsFile> shards = new ArrayList<>();
    try {
      for (Path file : files) {
        Path real = real(file);
        shards.add(
            SafetensorsFile.open(
                Objects.requireNonNull(real.getParent()),
                String.valueOf(real.getFileName()),
                ledger,
                Ledger.Owner.SCRATCH));
      }
      return new FolderTensors(files, shards);
    } catch (RuntimeException e) {
      shards.forEach(SafetensorsFile::close);
      throw e;
    }
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new CorruptBundleException(String.valueOf(file.getFileName()), -1, "missing");
    }
  }

  private static List<Path> shards(Path folder) {
    if (Files.exists(folder.resolve(ONE))) {
      return List.of(folder.resolve(ONE));
    }
    JsonNode map = FolderJson.read(folder, INDEX).path("weight_map");
    TreeSet<String> names = new TreeSet<>();
    map.forEach(name -> names.add(name.asText()));
    if (names.isEmpty()) {
      throw new CorruptBundleException(
          String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
          -1,
          "holds neither " + ONE + " nor " + INDEX + ": " + instead(folder));
    }
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9._-]{1,120}")) {
        throw new CorruptBundleException(INDEX, -1, "weight_map names a file outside the folder");
      }
    }
    return names.stream().map(folder::resolve).toList();
  }

  /// What a folder without weights may be meant for.
  private static String instead(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      List<String> names = list.map(file -> String.valueOf(file.getFileName())).sorted().toList();
      Optional<String> gguf = names.stream().filter(it -> it.endsWith(".gguf")).findFirst();
      if (gguf.isPresent()) {
        return "name the file, " + gguf.get();
      }
      return names.stream().anyMatch(it -> it.matches(".*\\.(bin|pth?)"))
          ? "weights in PyTorch's own form are not read, only safetensors and GGUF"
          : "a folder without weights";
    } catch (IOException e) {
      return "it cannot be listed";
    }
  }

  List<Path> files() {
    return files;
  }

  /// As [ModelSource#types].
  String types() {
    return ModelSource.types(tensors.values().stream().map(Tensor::type));
  }

  boolean has(String name) {
    return tensors.containsKey(prefix + name);
  }

  /// @throws CorruptBundleException it is missing
  /// @throws IncompatibleBundleException its numbers are of a type that is not read
  SourceTensor tensor(String name) {
    String own = prefix + name;
    if (!tensors.containsKey(own) && prefix.startsWith("model.")) { // model.language_model.layers…
      own = prefix + name.replaceFirst("^model\\.", "");
    }
    Tensor tensor = tensors.get(own);
    if (tensor == null) {
      throw new CorruptBundleException(shards.getFirst().name(), -1, "no tensor " + prefix + name);
    }
    if (tensor.type() == TensorType.U8) {
      throw new IncompatibleBundleException(
          shards.getFirst().name(), name + " dtype", "F32, F16 or BF16", "U8");
    }
    read.add(own);
    return new Rows(tensor);
  }

  /// As [ModelSource#unread]. What sees pictures lies outside the prefix.
  List<String> unread() {
    return tensors.keySet().stream()
        .filter(name -> name.startsWith(prefix) && !read.contains(name))
        .filter(name -> !name.endsWith("rotary_emb.inv_freq"))
        .toList();
  }

  private record Rows(Tensor tensor) implements SourceTensor {
    @Override
    public String name() {
      return tensor.name();
    }

    @Override
    public int rows() {
      return tensor.shape().length < 2 ? 1 : Math.toIntExact(tensor.shape()[0]);
    }

    @Override
    public int columns() {
      return Math.toIntExact(tensor.elements() / rows());
    }

    @Override
    public boolean isBrainFloat() {
      return tensor.type() == TensorType.BF16;
    }

    @Override
    public void unload() {
      tensor.data().unload();
    }

    @Override
    public void read(int first, int count, float[] out, int at) {
      PlainNumbers.read(tensor, (long) first * columns(), count * columns(), out, at);
    }
  }

  @Override
  public void close() {
    shards.forEach(SafetensorsFile::close);
  }
}
