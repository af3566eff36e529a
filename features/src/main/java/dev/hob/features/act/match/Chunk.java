// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A piece of an utterance that may be a value.
///
/// @param preposition in front of it, lower case; "" = none
/// @param from index of its first token
/// @param to index after its last token
/// @param modifies whether a word that names the action follows it directly, as in `tea timer`
record Chunk(String preposition, int from, int to, boolean modifies) {
  /// Words that part a sentence: nothing goes on over them but free text.
  private static final Set<String> BREAKS =
      Set.of(
          "is", "are", "was", "were", "am", "be", "do", "does", "did", "has", "have", "had", "i",
          "me", "you", "it", "we", "they", "he", "she", "please", "i'm", "if", "when", "because",
          "so", "what", "which", "who", "how", "where");

  private static final Set<String> PREPOSITIONS =
      Set.of(
          "in",
          "at",
          "on",
          "to",
          "for",
          "from",
          "with",
          "by",
          "about",
          "as",
          "near",
          "around",
          "called",
          "named",
          "titled",
          "into",
          "of",
          "until",
          "till",
          "that",
          "saying",
          "through",
          "via",
          "using",
          "under",
          "over",
          "between",
          "within",
          "during",
          "after",
          "before",
          "including",
          "past",
          "against");

  /// Whether it is a bare thing, no sentence: without pronouns and without `is`, `have` and the
  /// like.
  static boolean isBare(Utterance utterance) {
    return utterance.verbAt() < 0
        && utterance.tokens().stream().noneMatch(token -> BREAKS.contains(token.lower()));
  }

  static boolean isPreposition(String lower) {
    return PREPOSITIONS.contains(lower);
  }

  /// The pieces of what is left, in order.
  ///
  /// @param used tokens that are values, the verb, or quoted elsewhere
  /// @param triggers stems that name the action itself: cut from the edges of a piece
  static List<Chunk> of(
      Utterance utterance, Set<Integer> used, Set<String> triggers, Lexicon lexicon) {
    List<Token> tokens = utterance.tokens();
    List<Chunk> out = new ArrayList<>();
    String preposition = "";
    int from = -1;
    for (int i = utterance.head(); i <= tokens.size(); i++) {
      boolean stop =
          i == tokens.size()
              || used.contains(i)
              || isSign(tokens.get(i))
              || (BREAKS.contains(tokens.get(i).lower()) && !utterance.quoted().contains(i));
      boolean turns =
          from >= 0 && i < tokens.size() && utterance.isQuoted(i) != utterance.isQuoted(i - 1);
      boolean splits =
          preposition.equals("between") && i < tokens.size() && tokens.get(i).lower().equals("and");
      if (from >= 0 && (turns || splits)) {
        add(utterance, new Chunk(preposition, from, i, false), triggers, lexicon, out);
        from = -1;
      }
      boolean opens =
          !stop && PREPOSITIONS.contains(tokens.get(i).lower()) && !utterance.quoted().contains(i);
      if (stop || opens) {
        if (from >= 0) {
          add(utterance, new Chunk(preposition, from, i, false), triggers, lexicon, out);
        }
        from = -1;
        preposition = opens ? tokens.get(i).lower() : "";
      } else if (from < 0) {
        from = i;
      }
    }
    return out;
  }

  private static void add(
      Utterance utterance, Chunk chunk, Set<String> triggers, Lexicon lexicon, List<Chunk> out) {
    List<Token> tokens = utterance.tokens();
    int from = chunk.from();
    int to = chunk.to();
    while (from < to && isEdge(tokens.get(from), from, utterance, triggers, lexicon)) {
      from++;
    }
    while (to > from && isEdge(tokens.get(to - 1), to - 1, utterance, triggers, lexicon)) {
      to--;
    }
    if (from < to) {
      boolean modifies = to < chunk.to() && triggers.contains(tokens.get(to).stem());
      out.add(new Chunk(chunk.preposition(), from, to, modifies));
    }
  }

  private static boolean isEdge(
      Token token, int at, Utterance utterance, Set<String> triggers, Lexicon lexicon) {
    if (utterance.quoted().contains(at)) {
      return false;
    }
    return lexicon.isFunction(token.lower())
        || (triggers.contains(token.stem()) && !(token.isCapital() && at > utterance.head()));
  }

  private static boolean isSign(Token token) {
    return !token.isWord() && !"\"'“”‘’«»#$€£@/&-+".contains(token.text());
  }
}
