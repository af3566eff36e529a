// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Running text held as UTF-8 bytes (half the heap of strings, which curly quotes would widen).
/// Filled once, then only read, by any number of threads.
public final class Texts {
  private static final int APART = 100;

  private final List<byte[]> documents = new ArrayList<>();
  private long bytes;

  /// All documents of the sets named: `prose` rows as they are, `dialogue` rows as one `name: text`
  /// line a turn. Rows whose text [Overlap] knows are left out.
  ///
  /// Every hundredth row is kept apart, to measure the loss on.
  ///
  /// @param share part of the rows that is kept, 0 to 1, chosen evenly through the files
  /// @param apart the rows kept apart instead of the others
  public static Texts read(
      Corpus corpus, List<String> sets, double share, boolean apart, Overlap held) {
    Texts texts = new Texts();
    double[] due = {0};
    int[] number = {0};
    for (String set : sets) {
      corpus.read(
          set,
          row -> {
            if ((number[0]++ % APART == APART - 1) != apart) {
              return;
            }
            due[0] += share;
            if (due[0] >= 1) {
              due[0] -= 1;
              String text = text(row);
              if (!held.touches(text)) {
                texts.add(text);
              }
            }
          });
    }
    return texts;
  }

  /// A row of running text as one string; empty for rows of other kinds.
  public static String text(JsonNode row) {
    if (row.hasNonNull("turns")) {
      StringBuilder lines = new StringBuilder();
      for (JsonNode turn : row.get("turns")) {
        lines.append(turn.path("who").asText()).append(": ");
        lines.append(turn.path("text").asText()).append('\n');
      }
      return lines.toString().strip();
    }
    return row.path("text").asText("").strip();
  }

  /// Adds a document; an empty one is passed over.
  public void add(String text) {
    if (!text.isEmpty()) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      documents.add(utf8);
      bytes += utf8.length;
    }
  }

  /// Number of documents.
  public int size() {
    return documents.size();
  }

  /// UTF-8 bytes in all.
  public long bytes() {
    return bytes;
  }

  /// Document `index` as UTF-8; the caller must not change it.
  public byte[] utf8(int index) {
    return documents.get(index);
  }

  /// Document `index` as a string.
  public String get(int index) {
    return new String(documents.get(index), StandardCharsets.UTF_8);
  }
}
