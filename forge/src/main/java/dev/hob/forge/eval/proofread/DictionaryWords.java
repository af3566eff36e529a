// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

import dev.hob.features.fact.WordLists;
import dev.hob.forge.eval.Scorer.Baseline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The words of clean training prose that the baseline `dictionary` knows: the list that the
/// proofreading helper ships, commonest first.
public final class DictionaryWords {
  private static final String LIST = "/dev/hob/features/helper/words.txt.gz";

  private DictionaryWords() {}

  /// The baseline over the shipped list.
  public static Baseline baseline() {
    return new Dictionary(read())::predict;
  }

  private static List<String> read() {
    try (InputStream in = WordLists.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("resource " + LIST + " is missing");
      }
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
      return lines.lines().map(line -> line.substring(0, line.indexOf('\t'))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
