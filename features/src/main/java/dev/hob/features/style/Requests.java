// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import dev.hob.features.text.TextResource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes orders polite: "Remove your bicycle." → "Could you please remove your bicycle?", and
/// speaks to the people a notice means: "Passengers are advised to …" → "Please …". Immutable.
final class Requests {
  private static final Set<String> OBJECT_OPENERS =
      Set.of(
          "the", "a", "an", "this", "that", "these", "those", "your", "my", "our", "his", "her",
          "their", "its", "it", "them", "me", "us", "him", "all", "any", "both", "each", "every",
          "in", "out", "up", "off", "down", "on", "at", "to", "by", "with", "for", "from", "back",
          "before", "after", "until", "only", "again", "here", "there", "now", "no", "one");
  private static final Set<String> STATEMENT =
      Set.of("is", "are", "was", "were", "will", "has", "have", "had", "and", "or", "of", "may");

  /// Said to many: what is theirs becomes yours.
  private static final Pattern ADDRESSED =
      Pattern.compile(
          "^((?:all |our |the |dear )?(?:passengers|customers|visitors|guests|applicants|residents"
              + "|tenants|employees|members|users|participants|students|patients|drivers|travell?ers"
              + "|readers|owners|parents|neighbours|neighbors|colleagues|everyone) (?:are|is)"
              + " (?:kindly |hereby |strongly )?(?:advised|requested|asked|reminded|encouraged|urged)"
              + " (not )?to) ",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NEGATIVE =
      Pattern.compile("^(do not|don['’]t|never) (\\p{Ll}+)\\b", Pattern.CASE_INSENSITIVE);

  /// A label and what it labels, or a list to come.
  private static final Pattern COLON = Pattern.compile(":(?:\\s|$)");

  /// Beyond it a question mark comes too late to be understood.
  private static final int LONGEST_QUESTION = 16;

  /// Verb → may be a noun or adjective too.
  private final Map<String, Boolean> verbs;

  Requests() {
    verbs =
        TextResource.lines(Requests.class, "imperatives.txt")
            .collect(
                Collectors.toUnmodifiableMap(
                    line -> line.replace("!", ""), line -> line.endsWith("!")));
  }

  /// Speaks to those whom a notice calls by what they are.
  String toYou(String text) {
    Matcher matcher = ADDRESSED.matcher(text);
    if (!matcher.find()) {
      return text;
    }
    String rest = text.substring(matcher.end());
    String yours = rest.replaceAll("\\btheir\\b", "your").replaceAll("\\bthey\\b", "you");
    return (matcher.group(2) == null ? "Please " : "Please do not ") + yours;
  }

  /// @param asked whether the text has asked "could you" before
  String polite(String text, List<Span> held, int strength, boolean asked) {
    String closed = text.stripTrailing();
    if (closed.endsWith("?") || COLON.matcher(closed).find() || hasPlease(text)) {
      return text;
    }
    Matcher negative = NEGATIVE.matcher(text);
    if (negative.find()) {
      boolean known = verbs.containsKey(Words.plain(negative.group(2)));
      return known || !Words.plain(negative.group(1)).equals("never")
          ? "Please " + Draft.small(text)
          : text;
    }
    Words words = new Words(text, held);
    if (words.count() < 2 || !isOrder(words) || words.span(0).start() != 0) {
      return text;
    }
    boolean question =
        strength > 1
            && !asked
            && words.count() <= LONGEST_QUESTION
            && closed.indexOf(',') < 0
            && closed.indexOf(';') < 0
            && !words.lower(0).equals("let")
            && !words.lower(0).equals("be");
    if (!question) {
      return "Please " + Draft.small(text);
    }
    return "Could you please " + Draft.small(closed.replaceAll("[.!]+$", "")) + "?";
  }

  static boolean hasPlease(String text) {
    return Words.of(text).contains("please");
  }

  private boolean isOrder(Words words) {
    Boolean ambiguous = verbs.get(words.lower(0));
    if (ambiguous == null || words.isHeld(words.span(0)) || !words.joinsNext(0)) {
      return false;
    }
    String next = words.lower(1);
    return ambiguous ? OBJECT_OPENERS.contains(next) : !STATEMENT.contains(next);
  }
}
