// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.corpus.Sentences;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Well-written sentences that people say to each other: what tones are made of beside documents.
final class TalkSentences {
  /// Sentences taken from each set: talk about tasks is written with more care.
  private static final Map<String, Integer> ENOUGH =
      new TreeMap<>(Map.of("dialogue-task", 40_000, "dialogue-chat", 10_000));

  /// A question without its mark, or a cry before the sentence: no model of writing.
  private static final Pattern POOR =
      Pattern.compile(
          "(Can|Could|Do|Does|Did|Is|Are|Would|Will|What|How|Where|When|Who|Which)\\b.*[^?]"
              + "|(Hi|Hey|OK|Ok|Okay|Oh|Yeah|Yep|Yes|No|Actually|Well|Wow|Lol|Haha|Goes|Yup)\\b.*"
              + "|.*(\\bi\\b|[uU]ser [12]|\\b(dont|im|lol|its because|1y)\\b).*");

  private static final Pattern PERSONS =
      Pattern.compile("\\b(I|you|we|me|us|your|our|my|I'm|we're|you're|I'll|we'll|I've|I'd)\\b");

  private final Set<String> found = new LinkedHashSet<>();
  private final Overlap held;
  private final boolean dev;

  private TalkSentences(Overlap held, boolean dev) {
    this.held = held;
    this.dev = dev;
  }

  /// Sentences of 4 to 22 words that speak to or of somebody present; empty where the folder has no
  /// dialogues.
  static List<String> read(Corpus corpus, Overlap held, boolean dev) {
    TalkSentences talk = new TalkSentences(held, dev);
    ENOUGH.forEach((set, enough) -> {
      int before = talk.found.size();
      if (corpus.has(set)) {
        corpus.read(set, row -> talk.row(row, before + enough));
      }
    });
    return List.copyOf(talk.found);
  }

  private void row(JsonNode row, int most) {
    if (found.size() >= most || row.path("source").asText().equals("irc")) {
      return;
    }
    for (JsonNode turn : row.path("turns")) {
      for (String sentence : Sentences.split(turn.path("text").asText())) {
        if (Sentences.clean(sentence, 4, 22)
            && PERSONS.matcher(sentence).find()
            && !POOR.matcher(sentence).matches()
            && (Dice.of(1, sentence, 0).below(20) == 0) == dev
            && !held.touches(sentence)) {
          found.add(sentence);
        }
      }
    }
  }
}
