// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.quality;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.Family;
import dev.hob.forge.bench.peer.Peer;
import dev.hob.forge.bench.peer.PeerQuantizer;
import dev.hob.forge.bench.peer.PeerQuantizer.Mix;
import dev.hob.forge.bench.peer.PeerUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hob forge palette-quality`.
@Command(
    name = "palette-quality",
    mixinStandardHelpOptions = true,
    description = "Perplexity of palettes beside llama.cpp's quantization of the same weights.")
public final class PaletteQualityCommand implements Callable<Integer> {
  /// 3.86 and 4.54 are what the peer's mixes come to on a base with a large vocabulary for its
  /// size.
  private static final List<Double> BUDGETS = List.of(2.5, 3.0, 3.5, 3.86, 4.25);

  private static final List<Mix> MIXES = List.of(Mix.Q2_K, Mix.Q3_K_M, Mix.Q4_K_M);

  private static final int UNAVAILABLE = 69;
  private static final int BAD_INPUT = 65;

  @Option(
      names = "--base",
      required = true,
      paramLabel = "FOLDER",
      description = "Hugging Face folder of a trained qwen3 base in full precision.")
  Path base = Path.of("");

  @Option(
      names = "--text",
      required = true,
      paramLabel = "FILE",
      description = "UTF-8, not trained on.")
  Path text = Path.of("");

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      description = "Another text, for rows with palettes that are calibrated with it.")
  Optional<Path> calibration = Optional.empty();

  @Option(names = "--tokens", defaultValue = "8192", description = "Of the text, at most.")
  int tokens;

  @Option(names = "--threads", defaultValue = "2")
  int threads;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter errors = spec.commandLine().getErr();
    TrainedBase trained = TrainedBase.read(base);
    if (trained.config().family() != Family.QWEN3) {
      errors.println("hob: " + base + " is of family " + trained.config().family() + ", not qwen3");
      return BAD_INPUT;
    }
    Path folder = Files.createTempDirectory("hob-palette-quality");
    try {
      PeerQuantizer quantizer = PeerQuantizer.load(Peer.install(Peer.cache(System.getenv())));
      print(measured(trained, new PeerMixes(trained, quantizer, folder), folder));
      return 0;
    } catch (PeerUnavailableException e) {
      errors.println("hob: " + e.getMessage());
      return UNAVAILABLE;
    } finally {
      clear(folder);
    }
  }

  private ObjectNode measured(TrainedBase trained, PeerMixes peer, Path folder)
      throws IOException, InterruptedException {
    String words = Files.readString(text, StandardCharsets.UTF_8);
    Perplexity perplexity = new Perplexity(words, tokens, threads, folder);
    Perplexity.Measured whole = perplexity.of(trained);
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("parameters", trained.parameters()).put("tokens", whole.tokens());
    out.put("piece", Perplexity.PIECE).put("peer", Peer.VERSION);
    ArrayNode rows = out.putArray("rows");
    row(rows, "plain F32", 32, whole, whole).put("detail", "");
    OwnPalettes palettes = new OwnPalettes(base, folder.resolve("own"), threads);
    List<Optional<String>> texts = new ArrayList<>(List.of(Optional.empty()));
    if (calibration.isPresent()) {
      texts.add(Optional.of(Files.readString(calibration.get(), StandardCharsets.UTF_8)));
    }
    for (Optional<String> known : texts) {
      for (double budget : BUDGETS) {
        OwnPalettes.Palettized own = palettes.within(budget, known);
        row(rows, "palette " + budget, own.bits(), perplexity.of(own.folder()), whole)
            .put("detail", known.isPresent() ? "calibrated" : "");
      }
    }
    for (Mix mix : MIXES) {
      PeerMixes.Quantized theirs = peer.in(mix, threads);
      row(rows, "llama.cpp " + mix, theirs.bits(), perplexity.of(theirs.weights()), whole)
          .put("detail", theirs.types().toString());
    }
    return out;
  }

  private static ObjectNode row(
      ArrayNode rows,
      String name,
      double bits,
      Perplexity.Measured measured,
      Perplexity.Measured whole) {
    return rows.addObject()
        .put("weights", name)
        .put("bitsPerWeight", Math.round(1000 * bits) / 1000.0)
        .put("perplexity", Math.round(1e4 * measured.perplexity()) / 1e4)
        .put("ratio", Math.round(1e5 * measured.perplexity() / whole.perplexity()) / 1e5);
  }

  private void print(ObjectNode measured) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(measured.toPrettyString());
      return;
    }
    out.println("| weights | bits a weight | perplexity | ratio | |");
    out.println("| --- | --- | --- | --- | --- |");
    measured
        .path("rows")
        .forEach(row ->
            out.println(
                String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.3f | %.4f | %s |",
                    row.path("weights").asText(),
                    row.path("bitsPerWeight").asDouble(),
                    row.path("perplexity").asDouble(),
                    row.path("ratio").asDouble(),
                    row.path("detail").asText())));
    out.flush();
  }

  private static void clear(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
