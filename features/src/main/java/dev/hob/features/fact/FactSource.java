// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import dev.hob.features.fact.FactValue.Clock;
import dev.hob.features.fact.FactValue.Day;
import dev.hob.features.fact.FactValue.Literal;
import dev.hob.features.fact.FactValue.Name;
import dev.hob.features.fact.FactValue.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/// All that an answer may draw on: is a fact supported by it?
public final class FactSource {
  private final List<Fact> facts;
  private final List<String> words;
  private final Set<Integer> counts;

  private FactSource(List<Fact> facts, List<String> words, Set<Integer> counts) {
    this.facts = List.copyOf(facts);
    this.words = List.copyOf(words);
    this.counts = Set.copyOf(counts);
  }

  public static FactSource of(String text, FactExtractor extractor, FactContext context) {
    return new FactSource(extractor.extract(text, context), Tokens.words(text), Set.of());
  }

  /// The same source, in which these numbers are true as counts (see [Counts]).
  public FactSource withCounts(Set<Integer> trueCounts) {
    return new FactSource(facts, words, trueCounts);
  }

  public List<Fact> facts() {
    return facts;
  }

  /// W tokens of the source.
  public List<String> words() {
    return words;
  }

  /// Those of `claimed` that this source does not support.
  public List<Fact> unsupported(List<Fact> claimed) {
    return claimed.stream().filter(fact -> !supports(fact)).toList();
  }

  public boolean supportsAll(List<Fact> claimed) {
    return claimed.stream().allMatch(this::supports);
  }

  /// Is `fact` a consequence of what the source states?
  public boolean supports(Fact fact) {
    return switch (fact.value()) {
      case Literal literal ->
          facts.stream().anyMatch(f -> f.kind() == fact.kind() && f.value().equals(literal));
      case Day day ->
          facts.stream().anyMatch(f -> f.value() instanceof Day other && day.agrees(other));
      case Clock clock ->
          facts.stream().anyMatch(f -> f.value() instanceof Clock other && clock.meets(other));
      case Quantity quantity -> isCount(quantity) || states(quantity);
      case Name name -> Tokens.standInRow(name.tokens(), words) || isPartOfName(name);
    };
  }

  private boolean states(Quantity quantity) {
    return facts.stream()
        .anyMatch(f -> f.value() instanceof Quantity other && quantity.agrees(other));
  }

  private boolean isCount(Quantity quantity) {
    return quantity.unit().isEmpty()
        && counts.stream().anyMatch(c -> quantity.number().compareTo(BigDecimal.valueOf(c)) == 0);
  }

  private boolean isPartOfName(Name name) {
    return facts.stream()
        .anyMatch(
            f -> f.value() instanceof Name other && other.tokens().containsAll(name.tokens()));
  }
}
