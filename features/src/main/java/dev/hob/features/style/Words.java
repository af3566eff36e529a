// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sentence as words with their places, and which of them are held. Immutable.
final class Words {
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]++(?:['’-][\\p{L}\\p{M}\\p{N}]++)*+");

  private final String text;
  private final List<Span> spans;
  private final List<String> lower;
  private final List<Span> held;

  Words(String text, List<Span> held) {
    this.text = text;
    this.spans = new ArrayList<>();
    this.lower = new ArrayList<>();
    this.held = List.copyOf(held);
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      spans.add(new Span(matcher.start(), matcher.end()));
      lower.add(plain(matcher.group()));
    }
  }

  /// The words of an entry of a table.
  static List<String> of(String phrase) {
    return new Words(phrase, List.of()).lower;
  }

  int count() {
    return spans.size();
  }

  Span span(int i) {
    return spans.get(i);
  }

  String surface(int i) {
    return spans.get(i).of(text);
  }

  /// Lower case with plain apostrophes; empty outside the sentence.
  String lower(int i) {
    return i < 0 || i >= lower.size() ? "" : lower.get(i);
  }

  /// Whether only white space stands between word `i` and the next.
  boolean joinsNext(int i) {
    return i + 1 < spans.size()
        && text.substring(spans.get(i).end(), spans.get(i + 1).start()).isBlank();
  }

  /// Whether `phrase` stands at word `i` with nothing but spaces between, none of it held.
  boolean standsAt(int i, List<String> phrase) {
    if (i + phrase.size() > count()) {
      return false;
    }
    for (int k = 0; k < phrase.size(); k++) {
      boolean joined = k + 1 == phrase.size() || joinsNext(i + k);
      if (!joined || !lower.get(i + k).equals(phrase.get(k)) || isHeld(spans.get(i + k))) {
        return false;
      }
    }
    return true;
  }

  boolean isHeld(Span span) {
    return held.stream().anyMatch(span::overlaps);
  }

  /// A short word in capitals only, `IM`: an acronym, not a word of the tables.
  boolean isAcronym(int i) {
    String word = surface(i);
    boolean capitals = word.chars().allMatch(c -> Character.isUpperCase(c) || Character.isDigit(c));
    return capitals && (word.length() > 1 || (i > 0 && !word.equals("I")));
  }

  static String plain(String word) {
    return word.replace('’', '\'').toLowerCase(Locale.ROOT);
  }
}
