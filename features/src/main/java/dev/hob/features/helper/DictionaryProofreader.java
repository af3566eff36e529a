// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Proofreading by word lists and a few rules that are nearly always right: listed misspellings,
/// missing apostrophes, doubled words, `a`/`an`, runs of words that are wrong everywhere, sentence
/// capitals. Precision before recall: a false alarm costs more trust than a missed slip, so
/// anything quoted, mixed in case, with digits or looking like code is left alone, and so is a
/// sentence in which few words are known. Immutable; thread-safe.
public final class DictionaryProofreader {
  private static final double KNOWN_SHARE = 0.7;
  private static final Set<String> DOUBLED =
      Set.of(
          "the", "a", "an", "to", "of", "and", "in", "is", "it", "for", "on", "with", "at", "be",
          "are", "was", "were", "this", "will", "we", "they", "have", "has", "from", "by", "or",
          "as", "if", "can", "not", "my", "your", "our", "their", "but", "i", "you", "he", "she",
          "when", "what", "which", "who", "would", "should", "could", "been", "into", "about",
          "there", "its", "also", "then", "than", "these", "those", "any", "all");
  private static final Pattern VOWEL_SOUND =
      Pattern.compile("(?:[aeio]|un(?!i(?!n|m))|u[^ns]|us(?!e|a|u)|heir|honest|honou?r|hour).*");
  private static final Pattern CONSONANT_SOUND =
      Pattern.compile(
          "(?:[bcdfgjklmnpqrstvwxyz]|h(?!eir|onest|ono|our)|one\\b|once\\b|uni(?!n|m)|use|usu|eu|ewe|ubi).*");

  private static final Set<String> PRONOUN_I = Set.of("i", "i'm", "i've", "i'll", "i'd");
  private static final Set<String> AFTER_I =
      Set.of(
          "am",
          "was",
          "have",
          "had",
          "has",
          "do",
          "did",
          "don't",
          "didn't",
          "dont",
          "will",
          "would",
          "can",
          "could",
          "should",
          "must",
          "may",
          "might",
          "think",
          "thought",
          "know",
          "knew",
          "want",
          "wanted",
          "need",
          "like",
          "love",
          "hope",
          "wish",
          "guess",
          "believe",
          "feel",
          "see",
          "saw",
          "say",
          "said",
          "go",
          "went",
          "get",
          "got",
          "just",
          "also",
          "never",
          "always",
          "really",
          "still",
          "can't",
          "cant",
          "couldn't",
          "won't",
          "wonder",
          "mean",
          "found",
          "tried",
          "use",
          "used",
          "work",
          "live",
          "wrote",
          "read",
          "ask",
          "asked",
          "sent");
  private static final Set<String> CALENDAR =
      Set.of(
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "january",
          "february",
          "april",
          "june",
          "july",
          "september",
          "october",
          "november",
          "december");
  private static final Pattern DECADE = Pattern.compile("(?:1[5-9]|20)?[0-9]0");

  private final Spelling spelling;
  private final Phrases phrases;
  private final VerbRules verbs;

  private DictionaryProofreader(Spelling spelling, Phrases phrases, VerbRules verbs) {
    this.spelling = spelling;
    this.phrases = phrases;
    this.verbs = verbs;
  }

  /// With the lists that Hob ships.
  public static DictionaryProofreader embedded() {
    return new DictionaryProofreader(Spelling.embedded(), Phrases.embedded(), VerbRules.embedded());
  }

  /// Corrections of one sentence, in order, without overlap.
  ///
  /// @param opens whether it stands where a sentence begins with a capital: after another one on
  ///   the same line, or first in a text of several
  public List<Correction> check(String sentence, boolean opens) {
    SentenceTokens tokens = SentenceTokens.of(sentence);
    if (!isProse(tokens)) {
      return List.of();
    }
    List<Correction> out = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      int at = i;
      Optional<Correction> found =
          doubled(tokens, i)
              .or(() -> phrases.at(tokens, at))
              .or(() -> verbs.at(tokens, at))
              .or(() -> decade(tokens, at))
              .or(() -> article(tokens, at))
              .or(() -> spelled(tokens, at))
              .or(() -> capital(tokens, at, opens));
      if (found.isPresent()) {
        out.add(found.get());
        while (i + 1 < tokens.size() && tokens.get(i + 1).start() < found.get().end()) {
          i++;
        }
      }
    }
    return out;
  }

  private boolean isProse(SentenceTokens tokens) {
    long words = tokens.tokens().stream().filter(SentenceTokens.Token::isWord).count();
    long known =
        tokens.tokens().stream().filter(t -> t.isWord() && spelling.isEnglish(t.lower())).count();
    return words > 0 && known >= KNOWN_SHARE * words - 1;
  }

  private static Optional<Correction> doubled(SentenceTokens tokens, int i) {
    if (i + 1 >= tokens.size() || !tokens.isFollowedBySpace(i)) {
      return Optional.empty();
    }
    SentenceTokens.Token first = tokens.get(i);
    SentenceTokens.Token second = tokens.get(i + 1);
    boolean same =
        first.isWord() && first.open() && second.open() && first.lower().equals(second.lower());
    if (!same || !DOUBLED.contains(first.lower())) {
      return Optional.empty();
    }
    return Optional.of(
        new Correction(first.end(), second.end(), "", "repetition", "The word stands here twice."));
  }

  private Optional<Correction> article(SentenceTokens tokens, int i) {
    SentenceTokens.Token article = tokens.get(i);
    boolean an = article.lower().equals("an");
    if (!article.isWord()
        || !article.open()
        || !(an || article.text().equals("a") || (i == 0 && article.text().equals("A")))
        || !tokens.isFollowedBySpace(i)) {
      return Optional.empty();
    }
    SentenceTokens.Token noun = tokens.get(i + 1);
    if (!noun.isWord() || !noun.open() || !noun.isLower() || !spelling.isKnown(noun.lower())) {
      return Optional.empty();
    }
    String word = noun.lower();
    boolean wrong =
        an
            ? CONSONANT_SOUND.matcher(word).matches()
            : VOWEL_SOUND.matcher(word).matches() && !CONSONANT_SOUND.matcher(word).matches();
    if (!wrong || word.length() < 3) {
      return Optional.empty();
    }
    String right = an ? article.text().substring(0, 1) : article.text() + "n";
    return Optional.of(
        new Correction(
            article.start(),
            article.end(),
            right,
            "grammar",
            an ? "Before a consonant sound stands a." : "Before a vowel sound stands an."));
  }

  /// `the 1980's` → `the 1980s`.
  private static Optional<Correction> decade(SentenceTokens tokens, int i) {
    if (i + 2 >= tokens.size() || !DECADE.matcher(tokens.get(i).text()).matches()) {
      return Optional.empty();
    }
    SentenceTokens.Token mark = tokens.get(i + 1);
    boolean joined =
        "'’".contains(mark.text())
            && tokens.get(i + 2).text().equals("s")
            && mark.end() == tokens.get(i + 2).start()
            && mark.start() == tokens.get(i).end();
    return joined && i > 0 && tokens.get(i - 1).lower().matches("the|early|late|mid|in|from|of|and")
        ? Optional.of(
            new Correction(
                mark.start(), mark.end(), "", "punctuation", "Decades have no apostrophe."))
        : Optional.empty();
  }

  private Optional<Correction> spelled(SentenceTokens tokens, int i) {
    SentenceTokens.Token token = tokens.get(i);
    boolean opening = i == 0 && token.isWord() && token.isCapitalized();
    if (!token.isWord()
        || !token.open()
        || !(token.isLower() || opening)
        || hyphenated(tokens, i)) {
      return Optional.empty();
    }
    return spelling
        .correct(token.lower())
        .map(right ->
            new Correction(
                token.start(),
                token.end(),
                opening
                    ? right.substring(0, 1).toUpperCase(Locale.ROOT) + right.substring(1)
                    : right,
                right.indexOf('\'') >= 0 ? "punctuation" : "spelling",
                right.indexOf('\'') >= 0
                    ? "An apostrophe is missing."
                    : "This is not a word; a common one is near."));
  }

  private static boolean hyphenated(SentenceTokens tokens, int i) {
    SentenceTokens.Token token = tokens.get(i);
    boolean before =
        token.start() > 0 && "-–'’.&+".indexOf(tokens.text().charAt(token.start() - 1)) >= 0;
    boolean after =
        token.end() < tokens.text().length()
            && "-–'’&+".indexOf(tokens.text().charAt(token.end())) >= 0;
    return before || after;
  }

  /// The pronoun I, days and months, and the first word of a sentence.
  private Optional<Correction> capital(SentenceTokens tokens, int i, boolean opens) {
    SentenceTokens.Token token = tokens.get(i);
    if (!token.isWord() || !token.open() || !token.isLower() || hyphenated(tokens, i)) {
      return Optional.empty();
    }
    if (PRONOUN_I.contains(token.lower()) && !isLabel(tokens, i)) {
      return capitalized(token, "The pronoun I is written with a capital.");
    }
    if (CALENDAR.contains(token.lower())) {
      return capitalized(token, "Days and months are written with a capital.");
    }
    boolean first = i == 0 && opens && spelling.count(token.lower()) > 100 && tokens.size() > 2;
    return first ? capitalized(token, "A sentence begins with a capital.") : Optional.empty();
  }

  /// `i.e.`, `i)`, `loop over i`: not the pronoun, which a verb follows.
  private static boolean isLabel(SentenceTokens tokens, int i) {
    boolean contracted = tokens.get(i).lower().length() > 1;
    boolean verb =
        i + 1 < tokens.size()
            && tokens.isFollowedBySpace(i)
            && AFTER_I.contains(tokens.get(i + 1).lower());
    return !contracted && !verb;
  }

  private static Optional<Correction> capitalized(SentenceTokens.Token token, String explanation) {
    String right =
        token.text().substring(0, 1).toUpperCase(Locale.ROOT) + token.text().substring(1);
    return Optional.of(
        new Correction(token.start(), token.end(), right, "capitalization", explanation));
  }
}
