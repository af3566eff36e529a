// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Clauses that a word can stand for: "is a person who arrives" → "arrives", "rooms that are
/// available" → "available rooms". Immutable.
final class ShortForm {
  private static final Pattern PERSON =
      Pattern.compile(
          "(?<!\\b[Ii] |\\b[Yy]ou |\\b[Ww]e |\\b[Tt]hey )\\b(?:is|was) (?:(?:a|the kind of) (?:person|man"
              + "|woman)|someone|somebody) (?:who|that) (?=\\p{Ll}+)"
              + "|(?<=\\b(?:[Tt]hey|[Ww]e|[Yy]ou|[Tt]hese|[Tt]hose) )are people (?:who|that) (?=\\p{Ll}+)");
  private static final Pattern ADJECTIVE =
      Pattern.compile(
          "\\b(\\p{Ll}+) (?:that|which) (?:is|are) (available|necessary|required|needed|possible"
              + "|relevant|important|ready|suitable|useful|responsible)(?=[.,;!?]|$)");

  String apply(String text, List<Span> held) {
    Matcher person = PERSON.matcher(text);
    if (person.find() && isFree(person.start(), person.end(), held)) {
      return text.substring(0, person.start()) + text.substring(person.end());
    }
    Matcher adjective = ADJECTIVE.matcher(text);
    if (adjective.find() && isFree(adjective.start(), adjective.end(), held)) {
      return text.substring(0, adjective.start())
          + adjective.group(2)
          + " "
          + adjective.group(1)
          + text.substring(adjective.end());
    }
    return text;
  }

  private static boolean isFree(int start, int end, List<Span> held) {
    return held.stream().noneMatch(new Span(start, end)::overlaps);
  }
}
