// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Tokens;
import java.util.List;
import java.util.regex.Pattern;

/// Whether a text has a style already, so that there is nothing to do. Strict: what is doubtful is
/// not there yet. Immutable.
public final class StyleChecks {
  private static final int LONG_SENTENCE = 16;
  private static final int SHORT_SENTENCE = 12;
  private static final Pattern EQUAL_MARKS = Pattern.compile("([.,;:!?])\\1");
  private static final Pattern OPENING = Pattern.compile("[^\\p{L}\\p{N}]*[\\p{Lu}\\p{Lt}\\p{N}]");
  private static final Pattern CLOSING = Pattern.compile("[.?:][\"')\\]]*$");

  private final StyleLists lists;
  private final StyleRules rules;

  public StyleChecks(StyleLists lists, StyleRules rules) {
    this.lists = lists;
    this.rules = rules;
  }

  public boolean has(Style style, String text) {
    return switch (style) {
      case FRIENDLY -> isFriendly(text);
      case PROFESSIONAL -> isProfessional(text);
      case CONCISE -> isConcise(text);
    };
  }

  private boolean isFriendly(String text) {
    List<String> words = StyleLists.words(text);
    return !StyleLists.any(lists.contractible(), words)
        && StyleLists.any(lists.greetings(), words)
        && words.stream().anyMatch(word -> word.matches("(?:you|we)(?:'.*)?"))
        && !StyleLists.any(lists.stiff(), words)
        && !EQUAL_MARKS.matcher(NormalText.n0(text)).find()
        && longest(text) <= LONG_SENTENCE;
  }

  private boolean isProfessional(String text) {
    String plain = NormalText.n0(text);
    List<String> words = StyleLists.words(text);
    return !StyleLists.any(lists.contractions(), words)
        && !StyleLists.any(lists.loose(), words)
        && plain.indexOf('!') < 0
        && !FormalForm.EMOJI.matcher(text).find()
        && !EQUAL_MARKS.matcher(plain).find()
        && Sentences.split(text).stream()
            .allMatch(s -> OPENING.matcher(s).lookingAt() && CLOSING.matcher(s).find());
  }

  private boolean isConcise(String text) {
    return !StyleLists.any(lists.filler(), StyleLists.words(text))
        && !rules.isWordy(text)
        && longest(text) <= SHORT_SENTENCE;
  }

  private static int longest(String text) {
    return Sentences.split(text).stream().mapToInt(s -> Tokens.rouge(s).size()).max().orElse(0);
  }
}
