// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.Action.Effect;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Lexicon.Kind;
import dev.hob.features.act.words.Stem;
import dev.hob.features.act.words.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Points for an action by the words of an utterance. Immutable once made for a set of candidates.
final class Evidence {
  /// How much of a word's weight a synonym has.
  private static final double RELATED = 0.6;

  /// Stems of verbs that say little by themselves.
  private static final Set<String> LIGHT =
      Set.of("mak", "make", "do", "get", "go", "have", "put", "tak", "take", "giv", "give", "let");

  private static final double LIGHT_VERB = 0.9;

  /// All words of its name, or of its description, were said.
  private static final double WHOLE = 0.4;

  private static final double SAME_VERB = 1.2;
  private static final double OTHER_VERB = -1.4;
  private static final double CLEAR = 2.0;
  private static final double OPPOSITE = -1.0;
  private static final double BOTH_READ = 0.3;

  /// A question speaks for what answers and against what changes something.
  private static final double ASKED = 0.8;

  private final Lexicon lexicon;
  private final Map<String, Integer> frequency = new HashMap<>();
  private final int actions;

  Evidence(List<Profile> profiles, Lexicon lexicon) {
    this.lexicon = lexicon;
    this.actions = profiles.size();
    for (Profile profile : profiles) {
      profile.words().keySet().forEach(stem -> frequency.merge(stem, 1, Integer::sum));
    }
  }

  /// @param words points of nouns and listed words
  /// @param verb points of the main verb, below 0 where it speaks against
  record Points(double words, double verb) {
    double all() {
      return words + verb;
    }
  }

  Points of(Utterance utterance, Profile profile) {
    Set<String> seen = new HashSet<>();
    double words = 0;
    for (int i = utterance.head(); i < utterance.tokens().size(); i++) {
      Token token = utterance.tokens().get(i);
      boolean verb = i >= utterance.verbAt() && i < utterance.verbEnd();
      if (token.isWord()
          && !verb
          && !utterance.quoted().contains(i)
          && !lexicon.isFunction(token.lower())
          && seen.add(token.stem())) {
        words += word(token.stem(), profile);
      }
    }
    Set<String> said = new HashSet<>();
    for (int i = utterance.head(); i < utterance.tokens().size(); i++) {
      if (!utterance.isQuoted(i)) {
        said.add(utterance.tokens().get(i).stem());
      }
    }
    boolean whole =
        (profile.name().size() > 1 && said.containsAll(profile.name()))
            || (!profile.about().isEmpty() && said.containsAll(profile.about()));
    return new Points(words + (whole ? WHOLE : 0), verb(utterance, profile, words));
  }

  /// How many words neither speak for the action nor are a value for it.
  int unexplained(Utterance utterance, Profile profile, Set<Integer> used) {
    int count = 0;
    for (int i = utterance.head(); i < utterance.tokens().size(); i++) {
      Token token = utterance.tokens().get(i);
      boolean tells = token.isWord() && !lexicon.isFunction(token.lower());
      if (tells && !used.contains(i) && word(token.stem(), profile) == 0) {
        count++;
      }
    }
    return Math.min(count, 5);
  }

  private double word(String stem, Profile profile) {
    double best = rare(stem) * profile.words().getOrDefault(stem, 0.0);
    for (String other : lexicon.synonyms(stem)) {
      best = Math.max(best, RELATED * rare(other) * profile.words().getOrDefault(other, 0.0));
    }
    return best;
  }

  /// From 1 for a word of one action down, for words that many have.
  private double rare(String stem) {
    int count = Math.max(1, frequency.getOrDefault(stem, 1));
    return actions == 1 ? 1 : Math.log(1 + (double) actions / count) / Math.log(1 + actions);
  }

  private double verb(Utterance utterance, Profile profile, double words) {
    if (utterance.mood() == Mood.QUESTION) {
      boolean where =
          utterance.tokens().get(utterance.head()).stem().startsWith("wher")
              && profile.verbs().contains("look");
      return profile.candidate().action().effect() == Effect.READ
          ? ASKED + (where ? ASKED : 0)
          : -ASKED;
    }
    if (utterance.verbAt() < 0) {
      return 0;
    }
    if (!profile.hasSwitch() && opposite(utterance, profile)) {
      return OTHER_VERB + OPPOSITE;
    }
    String stem = utterance.tokens().get(utterance.verbAt()).stem();
    if (LIGHT.contains(stem) && utterance.verbEnd() - utterance.verbAt() == 1) {
      return light(utterance, profile);
    }
    double said = profile.words().getOrDefault(stem, 0.0);
    if (said == 0 && utterance.undone()) {
      stem = Stem.of(utterance.tokens().get(utterance.verbAt()).lower().substring(2));
      said = profile.words().getOrDefault(stem, 0.0);
    }
    if (said >= 1) {
      return SAME_VERB + 0.4 * said * rare(stem);
    }
    boolean same = utterance.verbs().stream().anyMatch(profile.verbs()::contains);
    boolean switches =
        profile.hasSwitch()
            && (has(utterance.verbs(), Kind.ON) || has(utterance.verbs(), Kind.OFF));
    if (same || switches) {
      return SAME_VERB;
    }
    // The verb may be a thing here: `book` in "find a book".
    double related = word(stem, profile);
    if (profile.verbs().isEmpty()) {
      return related;
    }
    if (has(utterance.verbs(), Kind.READ) && has(profile.verbs(), Kind.READ)) {
      return Math.max(related, BOTH_READ);
    }
    // Where much else speaks for it, the verb may only be a word for it that is not listed.
    return related > 0 ? related : words >= CLEAR ? OTHER_VERB / 2 : OTHER_VERB;
  }

  /// `make it uppercase`: what matters is not the verb.
  private static double light(Utterance utterance, Profile profile) {
    return utterance.verbs().stream().anyMatch(profile.verbs()::contains) ? LIGHT_VERB : 0;
  }

  private boolean opposite(Utterance utterance, Profile profile) {
    return (has(utterance.verbs(), Kind.ON) && has(profile.verbs(), Kind.OFF))
        || (has(utterance.verbs(), Kind.OFF) && has(profile.verbs(), Kind.ON));
  }

  private boolean has(Set<String> verbs, Kind kind) {
    return verbs.stream().anyMatch(verb -> lexicon.kind(verb) == kind);
  }
}
