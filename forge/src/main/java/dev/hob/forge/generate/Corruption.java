// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.forge.corpus.Language;
import dev.hob.forge.corpus.WordCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts one error into a clean sentence. The *type* is drawn first, so that rare kinds are not
/// drowned by common words (tagged corruption: Stahlberg and Kumar 2021). Immutable.
///
/// A corruption changes the words of a sentence, never its numbers, names, links or codes: the
/// caller checks that with the marks of the prompt.
final class Corruption {
  /// Kinds of errors with their weights.
  private enum Kind {
    SLIP(14),
    MISSPELLING(14),
    CONFUSION(16),
    AGREEMENT(12),
    VERB_FORM(9),
    ARTICLE(6),
    PREPOSITION(8),
    APOSTROPHE(8),
    CAPITAL(6),
    SPACING(4),
    DOUBLED(5),
    MISSING(4),
    NUMBER(6),
    COMMA(2),
    END(2);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  private static final Pattern WORD = Pattern.compile("[A-Za-z]+(?:'[a-z]+)?");
  private static final List<String> PREPOSITIONS =
      List.of("in", "on", "at", "for", "to", "of", "with", "from", "by", "about");
  private static final Set<String> DROPPABLE =
      Set.of("to", "of", "is", "are", "be", "the", "a", "for", "in", "on", "it", "have");
  private static final Set<String> DOUBLES =
      Set.of("the", "a", "to", "of", "and", "in", "is", "that", "it", "for", "be", "you", "with");

  private static final Set<String> PLURAL_BEFORE =
      Set.of(
          "many", "several", "few", "these", "those", "two", "three", "four", "five", "six", "all",
          "some", "most", "both", "other");

  private final Map<String, List<String>> misspelled = new HashMap<>();
  private final Map<String, List<String>> confused = new TreeMap<>();
  private final VerbSlips verbs;
  private final List<Kind> kinds = new ArrayList<>();

  Corruption(Language language, WordCounts counts) {
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < kind.weight; i++) {
        kinds.add(kind);
      }
    }
    new TreeMap<>(language.misspellings())
        .forEach((wrong, rights) -> {
          // A wrong word that may stand for several is no teacher of any.
          if (rights.size() == 1 && counts.count(wrong) == 0 && wrong.matches("[a-z']+")) {
            misspelled.computeIfAbsent(rights.getFirst(), r -> new ArrayList<>()).add(wrong);
          }
        });
    for (Language.Confusion set : language.confusions()) {
      for (String word : set.words()) {
        for (String other : set.words()) {
          if (!word.equals(other)) {
            confused.computeIfAbsent(word, w -> new ArrayList<>()).add(other);
          }
        }
      }
    }
    verbs = new VerbSlips(language.verbs(), counts);
  }

  /// A sentence with one error.
  ///
  /// @param kind its kind, lower case
  record Corrupted(String sentence, String kind) {}

  /// The sentence with one error of a kind drawn first; empty if the kind finds no place.
  Optional<Corrupted> corrupt(Dice dice, String sentence) {
    Kind kind = dice.pick(kinds);
    List<Word> words = words(sentence);
    if (words.size() < 3) {
      return Optional.empty();
    }
    Optional<String> made =
        switch (kind) {
          case SLIP -> word(dice, sentence, words, w -> KeySlips.slip(dice, w));
          case MISSPELLING -> word(dice, sentence, words, w -> one(dice, misspelled.get(w)));
          case CONFUSION -> word(dice, sentence, words, w -> one(dice, confused.get(w)));
          case AGREEMENT -> verbs.agreement(dice, sentence, words);
          case VERB_FORM -> verbs.form(dice, sentence, words);
          case ARTICLE -> article(dice, sentence, words);
          case PREPOSITION -> preposition(dice, sentence, words);
          case APOSTROPHE -> apostrophe(dice, sentence, words);
          case CAPITAL -> capital(dice, sentence, words);
          case SPACING -> spacing(dice, sentence, words);
          case DOUBLED -> doubled(dice, sentence, words);
          case MISSING -> missing(dice, sentence, words);
          case NUMBER -> number(dice, sentence, words);
          case COMMA -> comma(dice, sentence);
          case END -> end(sentence);
        };
    return made.filter(s -> !s.equals(sentence))
        .map(s -> new Corrupted(s, kind.name().toLowerCase(Locale.ROOT)));
  }

  /// A word of a sentence and where it stands.
  record Word(int start, int end, String text) {
    boolean lower() {
      return Character.isLowerCase(text.charAt(0));
    }
  }

  private static List<Word> words(String sentence) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(sentence);
    while (matcher.find()) {
      words.add(new Word(matcher.start(), matcher.end(), matcher.group()));
    }
    return words;
  }

  private interface Change {
    /// Another word in place of this lower-case one; empty if it has none.
    Optional<String> of(String word);
  }

  private static Optional<String> word(
      Dice dice, String sentence, List<Word> words, Change change) {
    int first = dice.below(words.size());
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get((first + i) % words.size());
      boolean opens = word.start() == 0;
      if (word.lower() || opens) {
        Optional<String> other = change.of(word.text().toLowerCase(Locale.ROOT));
        if (other.isPresent()) {
          return Optional.of(replace(sentence, word, opens ? title(other.get()) : other.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static String title(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  static String replace(String sentence, Word word, String other) {
    return sentence.substring(0, word.start()) + other + sentence.substring(word.end());
  }

  private static Optional<String> one(
      Dice dice, @org.jspecify.annotations.Nullable List<String> of) {
    return of == null ? Optional.empty() : Optional.of(dice.pick(of));
  }

  private static Optional<String> article(Dice dice, String sentence, List<Word> words) {
    int first = dice.below(words.size());
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get((first + i) % words.size());
      switch (word.text()) {
        case "a" -> {
          return Optional.of(
              dice.chance(0.5) ? replace(sentence, word, "an") : without(sentence, word));
        }
        case "an" -> {
          return Optional.of(replace(sentence, word, "a"));
        }
        case "the" -> {
          return Optional.of(
              dice.chance(0.7) ? without(sentence, word) : replace(sentence, word, "a"));
        }
        default -> {
          // Not an article: look at the next word.
        }
      }
    }
    return Optional.empty();
  }

  private static String without(String sentence, Word word) {
    int to = word.end() < sentence.length() && sentence.charAt(word.end()) == ' ' ? 1 : 0;
    return sentence.substring(0, word.start()) + sentence.substring(word.end() + to);
  }

  private static Optional<String> preposition(Dice dice, String sentence, List<Word> words) {
    return word(
        dice,
        sentence,
        words,
        w -> PREPOSITIONS.contains(w) ? Optional.of(dice.pick(PREPOSITIONS)) : Optional.empty());
  }

  private static Optional<String> apostrophe(Dice dice, String sentence, List<Word> words) {
    return word(
        dice,
        sentence,
        words,
        w -> {
          if (w.indexOf('\'') > 0) {
            return Optional.of(w.replace("'", ""));
          }
          return switch (w) {
            case "its" -> Optional.of("it's");
            case "your" -> Optional.of("you're");
            case "their" -> Optional.of("they're");
            case "whose" -> Optional.of("who's");
            default -> Optional.empty();
          };
        });
  }

  private static Optional<String> capital(Dice dice, String sentence, List<Word> words) {
    for (Word word : words) {
      if (word.text().matches("I|I'[a-z]+") && dice.chance(0.6)) {
        return Optional.of(replace(sentence, word, word.text().toLowerCase(Locale.ROOT)));
      }
    }
    Word first = words.getFirst();
    if (first.start() == 0 && dice.chance(0.7)) {
      return Optional.of(replace(sentence, first, first.text().toLowerCase(Locale.ROOT)));
    }
    Word some = dice.pick(words);
    return some.lower() && some.text().length() > 3
        ? Optional.of(replace(sentence, some, title(some.text())))
        : Optional.empty();
  }

  private static Optional<String> spacing(Dice dice, String sentence, List<Word> words) {
    Word word = dice.pick(words);
    boolean joins = word.end() < sentence.length() && sentence.charAt(word.end()) == ' ';
    if (dice.chance(0.5) && joins && word.text().length() < 6 && word.lower()) {
      return Optional.of(sentence.substring(0, word.end()) + sentence.substring(word.end() + 1));
    }
    int sign = sentence.indexOf(dice.chance(0.5) ? ',' : '.');
    if (sign > 0 && !Character.isDigit(sentence.charAt(sign - 1))) {
      return Optional.of(sentence.substring(0, sign) + " " + sentence.substring(sign));
    }
    if (word.text().length() > 6 && word.lower()) {
      int at = word.start() + dice.between(2, word.text().length() - 3);
      return Optional.of(sentence.substring(0, at) + " " + sentence.substring(at));
    }
    return Optional.empty();
  }

  private static Optional<String> doubled(Dice dice, String sentence, List<Word> words) {
    return word(
        dice,
        sentence,
        words,
        w -> DOUBLES.contains(w) ? Optional.of(w + " " + w) : Optional.empty());
  }

  private static Optional<String> missing(Dice dice, String sentence, List<Word> words) {
    int first = dice.below(words.size());
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get((first + i) % words.size());
      if (word.start() > 0 && DROPPABLE.contains(word.text())) {
        return Optional.of(without(sentence, word));
      }
    }
    return Optional.empty();
  }

  /// A plural without its `s` after a word that wants one.
  private static Optional<String> number(Dice dice, String sentence, List<Word> words) {
    int first = dice.below(words.size());
    for (int i = 0; i < words.size(); i++) {
      int at = (first + i) % words.size();
      String text = words.get(at).text();
      boolean plural = text.matches("[a-z]{3,}[^s'ui]s") || text.matches("[a-z]{3,}(?:ch|sh)es");
      if (at > 0 && plural && PLURAL_BEFORE.contains(words.get(at - 1).text())) {
        int cut = text.matches(".*(?:ch|sh)es") ? 2 : 1;
        return Optional.of(
            replace(sentence, words.get(at), text.substring(0, text.length() - cut)));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> comma(Dice dice, String sentence) {
    List<Integer> commas = new ArrayList<>();
    for (int i = sentence.indexOf(", "); i >= 0; i = sentence.indexOf(", ", i + 1)) {
      if (i > 0 && Character.isLetter(sentence.charAt(i - 1))) {
        commas.add(i);
      }
    }
    if (commas.isEmpty()) {
      return Optional.empty();
    }
    int at = dice.pick(commas);
    return Optional.of(sentence.substring(0, at) + sentence.substring(at + 1));
  }

  private static Optional<String> end(String sentence) {
    return sentence.endsWith(".") || sentence.endsWith("?")
        ? Optional.of(sentence.substring(0, sentence.length() - 1))
        : Optional.empty();
  }
}
