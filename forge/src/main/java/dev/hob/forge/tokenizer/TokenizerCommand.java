// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hob forge tokenizer`: trains the tokenizer on the training files.
@Command(name = "tokenizer", description = "Trains the byte-level BPE tokenizer.")
public final class TokenizerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      defaultValue = "${env:HOB_DATA}",
      description = "Folder of training files (*.jsonl.xz); or HOB_DATA.")
  private Path data;

  @Option(names = "--out", required = true, description = "The tokenizer.json to write.")
  private Path out;

  @Option(names = "--size", defaultValue = "8192", description = "Ids in all (${DEFAULT-VALUE}).")
  private int size;

  @Option(names = "--sample", defaultValue = "16", description = "MB of text (${DEFAULT-VALUE}).")
  private int megabytes;

  @Option(names = "--seed", defaultValue = "1", description = "Chooses the sample.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    SortedMap<String, Long> pieces = TrainingText.count(data, megabytes * 1_000_000L, seed);
    console.println(pieces.size() + " different pieces; merging");
    List<int[]> merges = BpeTrainer.train(pieces, size - SpecialTokens.COUNT - 256);
    BpeTokenizer tokenizer = new BpeTokenizer(merges);
    TokenizerJson.write(tokenizer, out);
    console.printf(
        "%s: %d ids, %.2f bytes a token in the sample%n",
        out, tokenizer.size(), bytesPerToken(pieces, tokenizer));
    return 0;
  }

  private static double bytesPerToken(SortedMap<String, Long> pieces, BpeTokenizer tokenizer) {
    long tokens = 0;
    long bytes = 0;
    for (var piece : pieces.entrySet()) {
      int[] ids = tokenizer.encode(piece.getKey());
      tokens += ids.length * piece.getValue();
      bytes += tokenizer.decodeBytes(ids).length * piece.getValue();
    }
    return (double) bytes / tokens;
  }
}
