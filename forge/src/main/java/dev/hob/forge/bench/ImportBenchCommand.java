// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.forge.Forge;
import dev.hob.forge.bench.machine.QuietCheck;
import dev.hob.forge.bench.machine.ResidentMemory;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import dev.hob.forge.importing.ModelImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `hob bench import`: one whole `hob model import` of a random model, in a process of its own and
/// into a folder that is removed afterwards.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Measures how long an import takes and what it holds in memory.")
final class ImportBenchCommand implements Callable<Integer> {
  private static final String NAME = "bench";
  private static final long LOOK_MS = 50;
  private static final int LOOKS_A_SAMPLE = 40;

  @Option(names = "--shape", defaultValue = "3b", description = "3b, 1b or embedded.")
  private String shape = "3b";

  @Option(names = "--bits", defaultValue = "3.5", description = "As of hob model import.")
  private double bits = 3.5;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Shape wanted =
        Shape.named(shape)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(), "--shape is 3b, 1b or embedded, not " + shape));
    Path model = BenchModels.ofUser().gguf(wanted);
    Path data = Files.createTempDirectory(Files.createDirectories(BenchModels.cache()), "import-");
    try {
      ObjectNode figures = measure(model, data);
      spec.commandLine().getOut().println(json ? figures.toPrettyString() : line(figures));
      return 0;
    } catch (FailedImportException e) {
      spec.commandLine().getErr().println("hob: " + e.getMessage());
      return 1;
    } finally {
      remove(data);
    }
  }

  private static final class FailedImportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedImportException(int status) {
      super("the import ended with status " + status + "; what it said is above");
    }
  }

  private ObjectNode measure(Path model, Path data) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process child = start(model, data);
    QuietCheck quiet = new QuietCheck(List.of(ProcessHandle.current().pid(), child.pid()));
    long peak = 0;
    DoubleSummaryStatistics others = new DoubleSummaryStatistics();
    for (int look = 1; !child.waitFor(LOOK_MS, TimeUnit.MILLISECONDS); look++) {
      peak = Math.max(peak, ResidentMemory.peakOf(child.pid()));
      if (look % LOOKS_A_SAMPLE == 0) { // afterwards the child's own time is not to be had
        others.accept(quiet.byOthers());
      }
    }
    double minutes = (System.nanoTime() - start) / 60e9;
    if (child.exitValue() != 0) {
      throw new FailedImportException(child.exitValue());
    }
    BaseManifest made = ModelImport.installed(data.resolve("hob"), NAME);
    ObjectNode figures = new ObjectMapper().createObjectNode();
    figures.put("shape", shape).put("from", String.valueOf(model.getFileName()));
    figures.put("source_bytes", Files.size(model)).put("weights", made.parameters());
    figures.put("bits_per_weight", made.bitsPerWeight());
    figures.put("threads", Runtime.getRuntime().availableProcessors());
    figures.put("import_minutes", rounded(minutes, 100));
    figures.put("weights_per_second", Math.round(made.parameters() / (minutes * 60)));
    figures.put("peak_rss_mb", Math.round(peak / 1e6));
    figures.put("others_cores", rounded(others.getAverage(), 100));
    return figures;
  }

  private Process start(Path model, Path data) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Forge.class.getName()));
    command.addAll(List.of("import", model.toString(), "--name", NAME, "--bits", bits + ""));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("XDG_DATA_HOME", data.toString());
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String line(ObjectNode figures) {
    return String.format(
        Locale.ROOT,
        "%s: %,d weights to %.3f bits in %.2f minutes, at most %,d MB resident (others used %.2f"
            + " cores)",
        figures.get("from").asText(),
        figures.get("weights").asLong(),
        figures.get("bits_per_weight").asDouble(),
        figures.get("import_minutes").asDouble(),
        figures.get("peak_rss_mb").asLong(),
        figures.get("others_cores").asDouble());
  }

  private static double rounded(double value, int places) {
    return Math.round(value * places) / (double) places;
  }

  private static void remove(Path at) throws IOException {
    try (Stream<Path> all = Files.walk(at)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
