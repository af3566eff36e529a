// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.generate.Piece;
import dev.hob.forge.generate.Task;
import dev.hob.forge.tokenizer.BpeTokenizer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hob forge data`: shows what a model would be trained on; writes development rows and shards.
@Command(
    name = "data",
    description = "Shows the training examples of every family; writes development rows, shards.")
public final class DataCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      defaultValue = "${env:HOB_DATA}",
      description = "Folder of training files (*.jsonl.xz); or HOB_DATA.")
  private Path data;

  @Option(names = "--tokenizer", required = true, description = "The tokenizer.json.")
  private Path tokenizer;

  @Option(names = "--seed", defaultValue = "1", description = "Seed (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--length",
      defaultValue = "512",
      description = "Longest example in tokens (${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--share",
      defaultValue = "1",
      description = "Part of the running text that is read (${DEFAULT-VALUE}).")
  private double share;

  @Option(
      names = "--report",
      description = "Counts, tokens, overlap, and rows to read for every family.")
  private boolean report;

  @Option(
      names = "--family",
      split = ",",
      description = "Families of the report; without it all, running text counted too.")
  private List<String> only = List.of();

  @Option(
      names = "--rows",
      defaultValue = "5",
      description = "Rows shown of each family (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--dev-out",
      description = "File of development rows (JSON lines) made from the held-out templates.")
  private @Nullable Path devOut;

  @Option(
      names = "--dev-rows",
      defaultValue = "200",
      description = "Development rows of each family (${DEFAULT-VALUE}).")
  private int devRows;

  @Option(names = "--shard-out", description = "Shard to write (NAME.hobshard.xz).")
  private @Nullable Path shardOut;

  @Option(
      names = "--stage",
      defaultValue = "lang",
      description = "Mixture of the shard: warm, lang, mix, decay (${DEFAULT-VALUE}).")
  private String stage;

  @Option(
      names = "--examples",
      defaultValue = "10000",
      description = "Examples in the shard (${DEFAULT-VALUE}).")
  private int examples;

  @Override
  public Integer call() throws IOException {
    BpeTokenizer encoder = BpeTokenizer.load(tokenizer);
    Sources sources = open(encoder, SourceOptions.Split.TRAIN);
    if (report) {
      report(sources);
    }
    if (devOut != null) {
      writeDev(open(encoder, SourceOptions.Split.DEV), devOut);
    }
    if (shardOut != null) {
      writeShard(sources, shardOut);
    }
    return 0;
  }

  private Sources open(TextEncoder encoder, SourceOptions.Split split) {
    return Sources.open(data, encoder, new SourceOptions(seed, length, share, split));
  }

  private void report(Sources sources) {
    PrintWriter out = spec.commandLine().getOut();
    Overlap held = Overlap.of(new Corpus(data).devFolder());
    out.printf("held out: %d runs of %d words%n", held.size(), Overlap.GRAM);
    sources.absent().forEach(family -> out.println("absent: " + family));
    if (only.isEmpty()) {
      sources.textCounts().forEach((family, counts) -> out.println(family + ": " + counts));
    }
    for (String family : only.isEmpty() ? sources.families() : only) {
      ExampleSource source = sources.family(family, 0);
      int sampled = 1000;
      long tokens = 0;
      long answers = 0;
      int longest = 0;
      for (int i = 0; i < sampled; i++) {
        Example example = source.at(i);
        tokens += example.tokens().length;
        longest = Math.max(longest, example.tokens().length);
        for (float weight : example.lossWeights()) {
          answers += weight > 0 ? 1 : 0;
        }
      }
      out.printf(
          Locale.ROOT,
          "%n== %s: mean %.1f tokens, of them %.1f answer; longest %d (%d examples)%n",
          family,
          (double) tokens / sampled,
          (double) answers / sampled,
          longest,
          sampled);
      if (!Sources.TEXTS.contains(family)) {
        showRows(out, sources.tasks(family), held);
      }
    }
    out.flush();
  }

  private void showRows(PrintWriter out, Task.Source tasks, Overlap held) {
    Map<String, Integer> templates = new TreeMap<>();
    int touching = 0;
    for (int i = 0; i < 1000; i++) {
      Task task = tasks.at(i);
      templates.merge(task.template().replaceFirst("[/+].*", ""), 1, Integer::sum);
      touching += held.touches(text(task.prompt())) || held.touches(text(task.answer())) ? 1 : 0;
    }
    out.printf("   overlap with development rows: %d of 1000%n", touching);
    templates.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(12)
        .forEach(t -> out.printf("   %s %d%n", t.getKey(), t.getValue()));
    for (int i = 0; i < rows; i++) {
      out.println(tasks.at(i).show());
    }
  }

  private static String text(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece instanceof Piece.Text(String part) ? part : " ");
    }
    return text.toString();
  }

  private void writeDev(Sources sources, Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    int written = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (String family : sources.families()) {
        if (Sources.TEXTS.contains(family)) {
          continue;
        }
        Task.Source tasks = sources.tasks(family);
        for (int i = 0; i < devRows; i++) {
          Task task = tasks.at(i);
          var row = json.createObjectNode();
          row.put("id", "dev-" + family + "-" + i).put("kind", "task").put("family", family);
          row.put("template", task.template());
          row.put("prompt", Piece.show(task.prompt())).put("answer", Piece.show(task.answer()));
          out.write(row + "\n");
          written++;
        }
      }
    }
    spec.commandLine().getOut().println(file + ": " + written + " development rows");
  }

  private void writeShard(Sources sources, Path file) throws IOException {
    Stage named = Stage.valueOf(stage.toUpperCase(Locale.ROOT));
    HobShard.About about = new HobShard.About(digest(tokenizer), stage, seed);
    long tokens = HobShard.write(file, about, sources.stage(named), 0, examples);
    spec.commandLine().getOut().printf("%s: %d tokens, %d bytes%n", file, tokens, Files.size(file));
  }

  private static String digest(Path file) throws IOException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
