// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Sentences fit to be a *target*, and the words of the texts they came from.
///
/// Taken from documents, blogs, speeches, edited transcripts and task dialogues; not from chat
/// rooms, reviews and web forums, whose writers err.
///
/// @param sentences clean, distinct, 4 to 40 words, none of a development row
/// @param counts lower-case words of all text looked at
public record CleanText(List<String> sentences, WordCounts counts) {
  /// Which part of a set is looked at: its novels are dated, its talk is plenty.
  private record Portion(String set, double share) {}

  private static final List<Portion> PORTIONS =
      List.of(
          new Portion("prose-web", 1),
          new Portion("summarize-articles", 1),
          new Portion("prose-talk", 0.15),
          new Portion("dialogue-task", 0.08),
          new Portion("prose-novels", 0.04));

  /// Copies the list.
  public CleanText {
    sentences = List.copyOf(sentences);
  }

  /// Reads the sets that stand in the folder.
  ///
  /// @param share part of each portion that is read, above 0 to 1
  /// @throws CorpusException none of the sets holds a clean sentence
  public static CleanText read(Corpus corpus, double share, Overlap held) {
    Reading reading = new Reading(held);
    for (Portion portion : PORTIONS) {
      double[] due = {0};
      corpus.read(
          portion.set(),
          row -> {
            due[0] += portion.share() * share;
            if (due[0] >= 1) {
              due[0] -= 1;
              if (!row.path("source").asText().startsWith("ewt")) {
                reading.add(row.has("input") ? row.get("input").asText() : Texts.text(row));
              }
            }
          });
    }
    if (reading.sentences.isEmpty()) {
      throw new CorpusException(corpus.folder(), "no prose set with clean sentences in it", null);
    }
    return new CleanText(reading.sentences, reading.counts);
  }

  private static final class Reading {
    private final List<String> sentences = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final WordCounts counts = new WordCounts();
    private final Overlap held;

    Reading(Overlap held) {
      this.held = held;
    }

    void add(String text) {
      counts.add(text);
      for (String sentence : Sentences.split(text)) {
        // "Anna: Yes, I think so." of a dialogue: the sentence is what follows the name.
        String said = sentence.replaceFirst("^[A-Za-z][A-Za-z]{1,15}: ", "");
        if (Sentences.clean(said, 4, 40)
            && !Sentences.spoken(said)
            && !held.touches(said)
            && seen.add(said)) {
          sentences.add(said);
        }
      }
    }
  }
}
