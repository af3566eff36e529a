// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import dev.hob.features.fact.Tokens;
import dev.hob.features.style.StyleLists;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Which of two rewrites of a sentence is the better concise one; the better comes first. One
/// without filler words wins; then the shorter, where a word that the sentence itself does not have
/// counts twice: what can be said in the person's own words should be. Immutable.
final class Shorter implements Comparator<String> {
  private final StyleLists lists;
  private final Set<String> own;

  /// @param source the sentence that was rewritten
  Shorter(StyleLists lists, String source) {
    this.lists = lists;
    this.own = Set.copyOf(Tokens.words(source));
  }

  @Override
  public int compare(String one, String other) {
    return Comparator.comparing(this::hasFiller).thenComparingLong(this::cost).compare(one, other);
  }

  private boolean hasFiller(String text) {
    return StyleLists.any(lists.filler(), StyleLists.words(text));
  }

  private long cost(String text) {
    List<String> words = Tokens.words(text);
    return words.size() + words.stream().filter(word -> !own.contains(word)).count();
  }
}
