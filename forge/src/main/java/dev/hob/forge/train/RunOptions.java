// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.model.Precision;
import dev.hob.forge.shard.SourceOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/// Options that every training step has.
public final class RunOptions {
  private static final Duration CHECKPOINTS = Duration.ofMinutes(4);

  @Option(
      names = "--data",
      required = true,
      defaultValue = "${env:HOB_DATA}",
      description = "Folder of training files (*.jsonl.xz); or HOB_DATA.")
  private Path data;

  @Option(names = "--tokenizer", required = true, description = "The tokenizer.json.")
  private Path tokenizer;

  @Option(names = "--out", required = true, description = "Folder of the run.")
  private Path out;

  @Option(names = "--seed", defaultValue = "1", description = "Everything random follows from it.")
  private long seed;

  @Option(names = "--length", defaultValue = "512", description = "Tokens in a packed row.")
  private int length;

  @Option(names = "--batch", defaultValue = "2048", description = "Tokens of a step.")
  private int batchTokens;

  @Option(names = "--rows-at-once", defaultValue = "2", description = "Rows of one pass.")
  private int rowsAtOnce;

  @Option(
      names = "--measure-every",
      defaultValue = "100",
      description = "Steps between measurements.")
  private int measureEvery;

  @Option(names = "--text-share", defaultValue = "0.4", description = "Part of the text to read.")
  private double textShare;

  @Option(
      names = "--precision",
      defaultValue = "bf16-products",
      converter = PrecisionConverter.class,
      description = "fp32 or bf16-products.")
  private Precision precision;

  /// Turns the written form into a precision.
  static final class PrecisionConverter implements picocli.CommandLine.ITypeConverter<Precision> {
    @Override
    public Precision convert(String written) {
      return Precision.of(written);
    }
  }

  /// Folder of training files.
  public Path data() {
    return data;
  }

  /// The tokenizer's file.
  public Path tokenizer() {
    return tokenizer;
  }

  /// Folder of the run.
  public Path out() {
    return out;
  }

  /// Seed of everything random.
  public long seed() {
    return seed;
  }

  /// Tokens in a row.
  public int length() {
    return length;
  }

  /// Tokens of a step.
  public int batchTokens() {
    return batchTokens;
  }

  /// Rows of a step.
  public int rows() {
    return batchTokens / length;
  }

  /// Rows of one forward and backward pass.
  public int rowsAtOnce() {
    return rowsAtOnce;
  }

  /// How products are computed.
  public Precision precision() {
    return precision;
  }

  /// Sizes and intervals of the run.
  public TrainOptions trainOptions() {
    return new TrainOptions(length, batchTokens, rowsAtOnce, CHECKPOINTS, measureEvery);
  }

  /// How the training examples are opened.
  public SourceOptions sources() {
    return new SourceOptions(seed, length, textShare, SourceOptions.Split.TRAIN);
  }

  /// How the development examples are opened: other templates, other seed.
  public SourceOptions developmentSources() {
    return new SourceOptions(~seed, length, Math.min(textShare, 0.05), SourceOptions.Split.DEV);
  }

  /// What the record of a run says of these options.
  ///
  /// @throws IOException if a data file cannot be read
  public ObjectNode facts(ObjectMapper json) throws IOException {
    ObjectNode facts = json.createObjectNode();
    facts.put("seed", seed).put("length", length).put("batchTokens", batchTokens);
    facts.put("precision", precision.written()).put("textShare", textShare);
    facts.put("tokenizer", Digests.of(tokenizer));
    facts.set("data", json.valueToTree(Digests.ofData(data)));
    return facts;
  }
}
