// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.tone;

import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Tokens;
import dev.hob.features.style.StyleLists;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which checks of a style hold on a text (docs/eval.md, 7).
final class StyleChecks {
  private static final int LONG_SENTENCE = 16;
  private static final double SHORTER = 0.75;
  private static final double A_BIT_SHORTER = 0.9;
  private static final Pattern EMOJI =
      Pattern.compile("[\\x{1F000}-\\x{1FAFF}\\x{2600}-\\x{27BF}\\x{2B50}\\x{2B55}\\x{FE0F}]");
  private static final Pattern EQUAL_MARKS = Pattern.compile("([.,;:!?])\\1");
  private static final Pattern OPENING = Pattern.compile("[^\\p{L}\\p{N}]*[\\p{Lu}\\p{Lt}\\p{N}]");
  private static final Pattern CLOSING = Pattern.compile("[.?:][\"')\\]]*$");

  private final StyleLists lists;
  private final Set<String> stopWords;

  private final Set<String> listed;

  StyleChecks(StyleLists lists, Set<String> stopWords) {
    this.lists = lists;
    this.stopWords = stopWords;
    this.listed =
        Stream.of(
                lists.contractible(),
                lists.contractions(),
                lists.greetings(),
                lists.stiff(),
                lists.loose(),
                lists.filler())
            .flatMap(List::stream)
            .flatMap(entry -> Tokens.words(String.join(" ", entry)).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /// Share of the input's words that say something and stand in the output, too.
  double contentKept(String input, String output) {
    Set<String> wanted = ownContent(input);
    return wanted.isEmpty() ? 1 : shared(wanted, ownContent(output)) / (double) wanted.size();
  }

  /// Share of the output's words that say something and do not stand in the input.
  double newWords(String input, String output) {
    Set<String> said = ownContent(output);
    return said.isEmpty() ? 0 : 1 - shared(said, ownContent(input)) / (double) said.size();
  }

  private static long shared(Set<String> some, Set<String> others) {
    return some.stream().filter(others::contains).count();
  }

  /// Content that no list knows: a change of style has no call to touch it.
  private Set<String> ownContent(String text) {
    Set<String> words = new HashSet<>(content(text));
    words.removeAll(listed);
    return words;
  }

  /// Share of the style's checks that hold on `output`.
  ///
  /// @param already the input has the style: it need not get shorter to be concise
  double score(Tone tone, String input, String output, boolean already) {
    List<Boolean> checks =
        switch (tone) {
          case FRIENDLY -> friendly(output);
          case PROFESSIONAL -> professional(output);
          case CONCISE -> concise(input, output, already);
        };
    return (double) checks.stream().filter(holds -> holds).count() / checks.size();
  }

  private List<Boolean> friendly(String text) {
    List<String> words = StyleLists.words(text);
    List<String> sentences = Sentences.split(text);
    return List.of(
        StyleLists.any(lists.contractions(), words) || !StyleLists.any(lists.contractible(), words),
        StyleLists.any(lists.greetings(), words),
        words.stream().anyMatch(word -> word.matches("(?:you|we)(?:'.*)?")),
        !StyleLists.any(lists.stiff(), words),
        Tokens.rouge(text).size() <= LONG_SENTENCE * sentences.size(),
        sentences.stream().allMatch(s -> s.chars().filter(c -> c == '!').count() <= 1));
  }

  private List<Boolean> professional(String text) {
    String plain = NormalText.n0(text);
    List<String> words = StyleLists.words(text);
    return List.of(
        !StyleLists.any(lists.contractions(), words),
        plain.indexOf('!') < 0,
        !EMOJI.matcher(text).find(),
        !StyleLists.any(lists.loose(), words),
        Sentences.split(text).stream()
            .allMatch(s -> OPENING.matcher(s).lookingAt() && CLOSING.matcher(s).find()),
        !EQUAL_MARKS.matcher(plain).find());
  }

  private List<Boolean> concise(String input, String output, boolean already) {
    double share =
        StyleLists.any(lists.filler(), StyleLists.words(input)) ? SHORTER : A_BIT_SHORTER;
    double most = (already ? 1 : share) * Tokens.rouge(input).size();
    List<String> sentences =
        Sentences.split(output).stream().map(s -> s.toLowerCase(Locale.ROOT)).toList();
    Set<String> wanted = content(input);
    Set<String> kept = new HashSet<>(wanted);
    kept.retainAll(content(output));
    return List.of(
        Tokens.rouge(output).size() <= most,
        !StyleLists.any(lists.filler(), StyleLists.words(output)),
        Set.copyOf(sentences).size() == sentences.size(),
        2 * kept.size() >= wanted.size());
  }

  /// W tokens that say something.
  private Set<String> content(String text) {
    return Tokens.words(text).stream()
        .filter(word -> !stopWords.contains(word))
        .collect(Collectors.toSet());
  }
}
