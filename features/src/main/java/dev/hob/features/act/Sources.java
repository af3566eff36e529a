// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import dev.hob.features.prompt.PromptTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The texts whose words may become values: first the person's own, newest first, then content.
/// Immutable.
final class Sources {
  /// @param name `utterance` or `context[i]`
  /// @param own whether the person said it
  record Source(String name, String text, boolean own) {}

  /// Where words stand.
  record Place(Source source, int start, int end) {}

  private final List<Source> sources = new ArrayList<>();

  Sources(ActInput input) {
    sources.add(new Source("utterance", input.utterance(), true));
    for (boolean own : new boolean[] {true, false}) {
      for (int i = input.context().size() - 1; i >= 0; i--) {
        PromptTurn turn = input.context().get(i);
        if (turn.who().equals(PromptTurn.USER) == own) {
          sources.add(new Source("context[" + i + "]", turn.text(), own));
        }
      }
    }
  }

  List<Source> all() {
    return List.copyOf(sources);
  }

  /// Whether anything was said or shown that neither the person nor the assistant said.
  static boolean hasContent(ActInput input) {
    return input.context().stream()
        .anyMatch(turn ->
            !turn.who().equals(PromptTurn.USER) && !turn.who().equals(PromptTurn.ASSISTANT));
  }

  /// The first place where `words` stand as whole words, in any case; own words before content.
  Optional<Place> find(String words) {
    Optional<Pattern> pattern = pattern(words);
    if (pattern.isEmpty()) {
      return Optional.empty();
    }
    for (Source source : sources) {
      Matcher matcher = pattern.get().matcher(source.text());
      if (matcher.find()) {
        return Optional.of(new Place(source, matcher.start(), matcher.end()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Pattern> pattern(String words) {
    String text = words.strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String part : text.split("\\s+")) {
      parts.add(Pattern.quote(part));
    }
    String edge = "(?<![\\p{L}\\p{N}])";
    String begin = Character.isLetterOrDigit(text.codePointAt(0)) ? edge : "";
    String end =
        Character.isLetterOrDigit(text.codePointBefore(text.length())) ? "(?![\\p{L}\\p{N}])" : "";
    return Optional.of(
        Pattern.compile(
            begin + String.join("\\s+", parts) + end,
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
  }
}
