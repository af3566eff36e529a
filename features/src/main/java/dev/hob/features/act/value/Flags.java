// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Lexicon.Kind;
import dev.hob.features.act.words.Stem;
import dev.hob.features.act.words.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Yes or no: words that say so, verbs that switch on or off, prefixes and particles that take
/// back.
public final class Flags {
  private static final Set<String> YES =
      Set.of("yes", "true", "on", "enabled", "active", "yeah", "yep", "sure", "always", "with");
  private static final Set<String> NO =
      Set.of(
          "no", "false", "off", "disabled", "inactive", "nope", "never", "without", "not", "don't");

  private final Lexicon lexicon;

  public Flags(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /// @return empty where the words say neither, or both
  public Optional<Boolean> read(String words) {
    boolean yes = false;
    boolean no = false;
    List<Token> tokens = Token.of(words);
    for (int i = 0; i < tokens.size(); i++) {
      String word = tokens.get(i).lower();
      Optional<Boolean> verb = verb(tokens, i);
      no |= NO.contains(word) || verb.filter(on -> !on).isPresent() || isUndone(word);
      yes |= YES.contains(word) || verb.filter(on -> on).isPresent();
    }
    // "not on" is off: a no outweighs what stands beside it.
    return no ? Optional.of(false) : yes ? Optional.of(true) : Optional.empty();
  }

  /// `turn … off` and `switch … on` also with words between.
  private Optional<Boolean> verb(List<Token> tokens, int at) {
    String stem = tokens.get(at).stem();
    String two = at + 1 < tokens.size() ? stem + " " + tokens.get(at + 1).stem() : stem;
    Set<String> classes = lexicon.verbClasses(two);
    if (classes.isEmpty()) {
      classes = lexicon.verbClasses(stem);
    }
    boolean on = classes.stream().anyMatch(name -> lexicon.kind(name) == Kind.ON);
    boolean off = classes.stream().anyMatch(name -> lexicon.kind(name) == Kind.OFF);
    return on == off ? Optional.empty() : Optional.of(on);
  }

  /// `unpin`, `unmark`: a verb that takes back another.
  private boolean isUndone(String word) {
    return word.startsWith("un")
        && word.length() > 4
        && !lexicon.verbClasses(Stem.of(word.substring(2))).isEmpty();
  }
}
