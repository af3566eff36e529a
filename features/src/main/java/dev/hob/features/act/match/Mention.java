// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.value.Clocks;
import dev.hob.features.act.value.Days;
import dev.hob.features.act.value.Durations;
import dev.hob.features.act.value.Found;
import dev.hob.features.act.value.NumberWords;
import dev.hob.features.act.words.Token;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// A value of a type in an utterance.
///
/// @param from index of its first token
/// @param to index after its last token
record Mention(Kind kind, int from, int to) {
  enum Kind {
    TIME,
    DATE,
    DURATION,
    NUMBER
  }

  private static final Set<String> DAY_PARTS =
      Set.of("morning", "afternoon", "evening", "night", "noon", "midnight");
  private static final Set<String> BEFORE_DAY = Set.of("this", "next", "coming");

  /// Those of the whole utterance, in order; where two overlap the earlier kind holds.
  static List<Mention> of(Utterance utterance, LocalDate today) {
    List<Mention> out = new ArrayList<>();
    String text = utterance.text();
    Clocks.find(text).forEach(found -> add(Kind.TIME, found, utterance, out));
    Days.find(text, today).forEach(found -> add(Kind.DATE, found, utterance, out));
    Durations.find(text).forEach(found -> add(Kind.DURATION, found, utterance, out));
    NumberWords.find(text).forEach(found -> add(Kind.NUMBER, found, utterance, out));
    out.sort(Comparator.comparingInt(Mention::from));
    return out;
  }

  private static void add(Kind kind, Found<?> found, Utterance utterance, List<Mention> out) {
    List<Token> tokens = utterance.tokens();
    int from = 0;
    while (from < tokens.size() && tokens.get(from).end() <= found.start()) {
      from++;
    }
    int to = from;
    while (to < tokens.size() && tokens.get(to).start() < found.end()) {
      to++;
    }
    if (kind == Kind.DATE) {
      while (from > 0 && BEFORE_DAY.contains(tokens.get(from - 1).lower())) {
        from--;
      }
      if (to < tokens.size() && DAY_PARTS.contains(tokens.get(to).lower())) {
        to++;
      }
    }
    Mention mention = new Mention(kind, from, to);
    if (from < to && out.stream().noneMatch(mention::overlaps)) {
      out.add(mention);
    }
  }

  boolean overlaps(Mention other) {
    return from < other.to && other.from < to;
  }
}
