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
  /// @param follows whether another sentence stands before it on the same line, so that it should
  ///   begin with a capital
  public List<Correction> check(String sentence, boolean follows) {
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
              .or(() -> capital(tokens, at, follows));
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

  private Optional<Correction> capital(SentenceTokens tokens, int i, boolean follows) {
    SentenceTokens.Token token = tokens.get(i);
    boolean applies =
        i == 0
            && follows
            && token.isWord()
            && token.open()
            && token.isLower()
            && spelling.count(token.lower()) > 100
            && !hyphenated(tokens, i)
            && tokens.size() > 2;
    if (!applies) {
      return Optional.empty();
    }
    String right =
        token.text().substring(0, 1).toUpperCase(Locale.ROOT) + token.text().substring(1);
    return Optional.of(
        new Correction(
            token.start(),
            token.end(),
            right,
            "capitalization",
            "A sentence begins with a capital."));
  }
}
