// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Runs of three words in the short hand-written development rows. Such rows say little, so a
/// template that has three words in a row of one would be taken from it; runs of thirteen words
/// ([Overlap]) do not see that. Immutable.
public final class Echoes {
  /// Words of a run.
  public static final int RUN = 3;

  private static final String BREAK = "|";

  private final Set<String> runs;

  private Echoes(Set<String> runs) {
    this.runs = runs;
  }

  /// Of the notifications and utterances of a development folder; empty where it is absent.
  public static Echoes of(Path devFolder) {
    Set<String> runs = new HashSet<>();
    if (!Files.isDirectory(devFolder)) {
      return new Echoes(Set.of());
    }
    Corpus dev = new Corpus(devFolder);
    for (String set : List.of("notify-batches", "act-hand")) {
      if (dev.has(set)) {
        dev.read(set, row -> add(runs, row));
      }
    }
    return new Echoes(Set.copyOf(runs));
  }

  private static void add(Set<String> runs, JsonNode row) {
    runs.addAll(runs(row.path("utterance").asText("")));
    for (JsonNode notification : row.path("notifications")) {
      runs.addAll(runs(notification.path("summary").asText("")));
      runs.addAll(runs(notification.path("body").asText("")));
    }
  }

  /// Whether a template with placeholders in braces says three words in a row of such a row.
  public boolean in(String template) {
    return runs(template.replaceAll("\\{[^}]*\\}", BREAK)).stream().anyMatch(runs::contains);
  }

  private static List<String> runs(String text) {
    List<String> words = new ArrayList<>();
    for (String part : text.toLowerCase(Locale.ROOT).split("[^a-z0-9'|]+", -1)) {
      if (!part.isEmpty()) {
        words.add(part);
      }
    }
    List<String> runs = new ArrayList<>();
    for (int i = 0; i + RUN <= words.size(); i++) {
      List<String> run = words.subList(i, i + RUN);
      if (run.stream().noneMatch(word -> word.contains(BREAK))) {
        runs.add(String.join(" ", run));
      }
    }
    return runs;
  }
}
