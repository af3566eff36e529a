// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import java.util.Locale;
import java.util.Set;

/// A sentence while parts of it are replaced, from left to right. One thread.
///
/// What is left out takes the commas with it that set it off; a capital that opened the sentence is
/// handed on.
final class Draft {
  private static final Set<String> CONJUNCTIONS =
      Set.of("because", "and", "but", "so", "that", "or", "if", "when");

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private boolean cut;

  Draft(String text) {
    this.text = text;
  }

  void replace(Span span, String replacement) {
    out.append(text, at, span.start());
    boolean opens = out.chars().noneMatch(Character::isLetterOrDigit);
    boolean capital = Character.isUpperCase(text.charAt(span.start()));
    at = span.end();
    if (replacement.isEmpty()) {
      leaveOut(span.start(), opens);
      cut |= opens && capital;
    } else {
      boolean pronoun = text.startsWith("I", span.start()) && !isLetter(span.start() + 1);
      out.append(capital && (opens || !pronoun) ? capital(replacement) : replacement);
    }
  }

  private void leaveOut(int from, boolean opens) {
    int next = at;
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    boolean spaced = !out.isEmpty() && Character.isWhitespace(out.charAt(out.length() - 1));
    if (spaced) {
      out.setLength(out.toString().stripTrailing().length());
    }
    String left = text.substring(from, at).strip();
    boolean twice = text.startsWith(", " + left, next); // "very, very tired"
    boolean loose = twice || endsWithConjunction(); // "because honestly, I"
    boolean setOff = opens || loose || (!out.isEmpty() && out.charAt(out.length() - 1) == ',');
    if (setOff && next < text.length() && text.charAt(next) == ',') {
      next++;
      while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
        next++;
      }
      if (!opens && !loose) {
        out.setLength(out.length() - 1);
      }
    } else if (setOff && !opens && endsHere(next)) {
      out.setLength(out.length() - 1);
    }
    boolean mark = next < text.length() && ",.;:!?)".indexOf(text.charAt(next)) >= 0;
    if (!out.isEmpty() && (spaced || next > at) && next < text.length() && !mark) {
      out.append(' ');
    }
    at = next;
  }

  private boolean endsWithConjunction() {
    String said = out.toString();
    String last = said.substring(said.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
    return CONJUNCTIONS.contains(last);
  }

  private boolean isLetter(int index) {
    return index < text.length() && Character.isLetter(text.charAt(index));
  }

  private boolean endsHere(int next) {
    return next == text.length() || ".!?".indexOf(text.charAt(next)) >= 0;
  }

  /// The sentence as it reads now.
  String text() {
    String all = out + text.substring(at);
    return cut ? capital(all) : all;
  }

  /// With a capital at its first letter, where it begins with a word in lower case.
  static String capital(String text) {
    int first = 0;
    while (first < text.length() && !Character.isLetterOrDigit(text.charAt(first))) {
      first++;
    }
    int end = first;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    String word = text.substring(first, end);
    boolean name = !word.equals(word.toLowerCase(Locale.ROOT)); // iPhone
    boolean address =
        end + 1 < text.length()
            && ":/._@".indexOf(text.charAt(end)) >= 0
            && !Character.isWhitespace(text.charAt(end + 1));
    if (word.isEmpty() || name || address) {
      return text;
    }
    return text.substring(0, first)
        + word.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(first + 1);
  }

  /// With a small letter at its first, unless that is `I` or more than the first letter is large.
  static String small(String text) {
    int end = 0;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    String word = text.substring(0, end);
    boolean plain =
        !word.isEmpty()
            && !word.equals("I")
            && word.substring(1).equals(word.substring(1).toLowerCase(Locale.ROOT));
    return plain ? word.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }
}
