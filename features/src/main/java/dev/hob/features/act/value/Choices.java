// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The listed value that words come nearest to: said in full, in other forms of the words, by a
/// word that means the same, or with a slip of the pen.
public final class Choices {
  /// Strengths of a match, per member; a member said in full also counts its words, so that
  /// `premium economy` wins over `economy`.
  private static final double FULL = 3;

  private static final double FORMS = 2.5;
  private static final double PART = 1.2;
  private static final double RELATED = 1.0;
  private static final double SLIP = 0.9;

  /// A member and how sure it is; at least [#SLIP].
  public record Near(JsonNode member, double strength) {}

  private final Lexicon lexicon;

  public Choices(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /// @return empty where nothing is near, or two members are equally near
  public Optional<Near> nearest(List<JsonNode> members, String words) {
    List<Token> said = Token.of(words).stream().filter(Token::isWord).toList();
    Optional<BigDecimal> number =
        members.stream().anyMatch(JsonNode::isNumber) ? NumberWords.read(words) : Optional.empty();
    @Nullable Near best = null;
    boolean tie = false;
    for (JsonNode member : members) {
      double strength =
          member.isNumber() ? equal(member, number) : strength(PromptForms.words(member), said);
      if (strength >= SLIP && (best == null || strength > best.strength())) {
        best = new Near(member, strength);
        tie = false;
      } else if (best != null && strength == best.strength()) {
        tie = true;
      }
    }
    return best == null || tie ? Optional.empty() : Optional.of(best);
  }

  private static double equal(JsonNode member, Optional<BigDecimal> number) {
    return number.filter(n -> n.compareTo(member.decimalValue()) == 0).isPresent() ? FULL : 0;
  }

  private double strength(String member, List<Token> tokens) {
    List<String> said = tokens.stream().map(Token::stem).toList();
    List<String> wanted = new ArrayList<>();
    for (Token token : Token.of(PromptForms.words(member))) {
      if (token.isWord()) {
        wanted.add(token.stem());
      }
    }
    if (wanted.isEmpty()) {
      return 0;
    }
    if (Collections.indexOfSubList(said, wanted) >= 0) {
      return FULL + 0.1 * wanted.size();
    }
    if (said.containsAll(wanted)) {
      return FORMS + 0.1 * wanted.size();
    }
    Set<String> telling = new HashSet<>(wanted);
    telling.removeIf(lexicon::isFunction);
    long hit = telling.stream().filter(said::contains).count();
    if (hit > 0) {
      return PART + (double) hit / telling.size();
    }
    if (telling.stream()
        .anyMatch(stem -> lexicon.synonyms(stem).stream().anyMatch(said::contains))) {
      return RELATED;
    }
    return tokens.stream().anyMatch(token -> slip(token.lower(), member)) ? SLIP : 0;
  }

  /// One letter too many, too few or another, in words of five letters and more.
  private static boolean slip(String word, String wanted) {
    if (word.length() < 5 || wanted.length() < 5 || Math.abs(word.length() - wanted.length()) > 1) {
      return false;
    }
    int from = 0;
    while (from < word.length()
        && from < wanted.length()
        && word.charAt(from) == wanted.charAt(from)) {
      from++;
    }
    int same = 0;
    while (same < word.length() - from
        && same < wanted.length() - from
        && word.charAt(word.length() - 1 - same) == wanted.charAt(wanted.length() - 1 - same)) {
      same++;
    }
    return Math.max(word.length(), wanted.length()) - from - same <= 1;
  }
}
