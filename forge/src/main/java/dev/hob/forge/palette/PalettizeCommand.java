// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.Digests;
import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.SafetensorsFile;
import dev.hob.engine.bundle.Tensor;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `hob forge palettize`.
@Command(
    name = "palettize",
    description = "Palettize a base (2 and 4 bits mixed) within a bit budget.")
public final class PalettizeCommand implements Callable<Integer> {
  /// The record that the data card is written from.
  public static final String RECORD = "palette.json";

  private static final String WEIGHTS = "model.safetensors";

  @Option(
      names = "--base",
      required = true,
      paramLabel = "FOLDER",
      description = "config.json, tokenizer.json, model.safetensors in full precision.")
  Path base;

  @Option(
      names = "--fisher",
      paramLabel = "FILE",
      description = "safetensors of the same names: squared gradients as sensitivities.")
  @Nullable Path fisher;

  @Option(names = "--out", required = true, paramLabel = "FOLDER")
  Path out;

  @Option(names = "--bits", defaultValue = "3.48", description = "Bits a weight, all counted.")
  double bits;

  @Option(names = "--group", defaultValue = "128", description = "Columns that share a scale.")
  int group;

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(out);
    SortedMap<String, Palettizer.Source> sources = sources();
    Palettizer.Result result;
    try (ProgressBar bar = new ProgressBar("palettize", sources.size())) {
      Palettizer.Options options =
          new Palettizer.Options(
              bits, group, (done, total) -> bar.maxHint(total.longValue()).stepTo(done));
      result = new Palettizer(sources, options).run();
    }
    double written = result.base().write(out);
    for (String file : new String[] {"config.json", "tokenizer.json", "training.json"}) {
      if (Files.exists(base.resolve(file))) {
        Files.copy(base.resolve(file), out.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    ObjectNode record = result.record();
    record.put("lineage", lineage()).put("lineageDtype", TensorType.F32.name());
    Files.writeString(out.resolve(RECORD), record.toPrettyString() + "\n", StandardCharsets.UTF_8);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d weights at %.3f bits, everything counted: %s",
            result.base().parameters(),
            written,
            out));
    return 0;
  }

  /// Names the weights that were palettized, as adapters bind to them.
  private String lineage() {
    List<Tensor> tensors = new ArrayList<>();
    Set<TensorType> types = EnumSet.noneOf(TensorType.class);
    String[] lineage = new String[1];
    readAll(
        base.resolve(WEIGHTS),
        file -> {
          file.tensors()
              .values()
              .forEach(tensor -> {
                if (!tensor.name().startsWith("__")) {
                  tensors.add(tensor);
                  types.add(tensor.type());
                }
              });
          lineage[0] = Digests.lineage(tensors);
        });
    if (!types.equals(EnumSet.of(TensorType.F32))) {
      throw new IllegalArgumentException(base + " holds " + types + ", expected F32 alone");
    }
    return lineage[0];
  }

  private SortedMap<String, Palettizer.Source> sources() {
    SortedMap<String, Palettizer.Source> sources = new TreeMap<>();
    SortedMap<String, float[]> sensitivities = new TreeMap<>();
    if (fisher != null) {
      read(fisher, (name, tensor) -> sensitivities.put(name, Floats.read(tensor)));
    }
    read(
        base.resolve(WEIGHTS),
        (name, tensor) ->
            sources.put(
                name,
                new Palettizer.Source(
                    tensor.shape(),
                    Floats.read(tensor),
                    sensitivities.getOrDefault(name, new float[0]))));
    return sources;
  }

  private static void read(Path path, BiConsumer<String, Tensor> each) {
    readAll(
        path,
        file ->
            file.tensors()
                .forEach((name, tensor) -> {
                  if (!name.startsWith("__")) {
                    each.accept(name, tensor);
                  }
                }));
  }

  private static void readAll(Path path, Consumer<SafetensorsFile> reader) {
    Path file = path.toAbsolutePath().normalize();
    Path folder = file.getParent();
    Path name = file.getFileName();
    if (folder == null || name == null) {
      throw new IllegalArgumentException(path + " is not a file");
    }
    try (SafetensorsFile in =
        SafetensorsFile.open(folder, name.toString(), new Ledger(), Ledger.Owner.SCRATCH)) {
      reader.accept(in);
    }
  }
}
