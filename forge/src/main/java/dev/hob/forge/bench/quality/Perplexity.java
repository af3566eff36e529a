// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.quality;

import dev.hob.engine.bundle.Base;
import dev.hob.engine.forward.Scorer;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Perplexity of weights on a text, in pieces of [#PIECE] tokens that know nothing of each other;
/// the first token of a piece is not predicted.
final class Perplexity {
  static final int PIECE = 256;

  private final String text;
  private final int most;
  private final int threads;
  private final Path folder;

  /// @param most tokens of the text to take
  /// @param folder for bundles, one at a time
  Perplexity(String text, int most, int threads, Path folder) {
    this.text = text;
    this.most = most;
    this.threads = threads;
    this.folder = folder;
  }

  /// @param tokens that were predicted
  record Measured(double perplexity, int tokens) {}

  Measured of(TrainedBase weights) throws IOException {
    Path bundle = Files.createTempDirectory(folder, "bundle");
    weights.write(bundle);
    try {
      return of(bundle);
    } finally {
      for (String file :
          List.of("config.json", "tokenizer.json", "weights.safetensors", "manifest.json")) {
        Files.deleteIfExists(bundle.resolve(file));
      }
      Files.deleteIfExists(bundle);
    }
  }

  Measured of(Path bundle) {
    Ledger ledger = new Ledger();
    try (Base base = Base.open(bundle, ledger);
        Scorer scorer = new Scorer(base, VectorKernels.preferred(), threads, ledger)) {
      int[] tokens = base.tokenizer().encode(text);
      double loss = 0;
      int predicted = 0;
      for (int from = 0; from + PIECE <= Math.min(tokens.length, most); from += PIECE) {
        int[] piece = Arrays.copyOfRange(tokens, from, from + PIECE);
        float[][] rows = scorer.logits(piece, List.of());
        for (int at = 0; at + 1 < PIECE; at++) {
          loss += surprise(rows[at], piece[at + 1]);
          predicted++;
        }
      }
      if (predicted == 0) {
        throw new IllegalArgumentException("the text has fewer than " + PIECE + " tokens");
      }
      return new Measured(Math.exp(loss / predicted), predicted);
    }
  }

  /// `-ln p(token)`
  private static double surprise(float[] logits, int token) {
    float most = logits[0];
    for (float value : logits) {
      most = Math.max(most, value);
    }
    double sum = 0;
    for (float value : logits) {
      sum += Math.exp(value - most);
    }
    return Math.log(sum) + most - logits[token];
  }
}
