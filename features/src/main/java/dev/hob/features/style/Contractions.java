// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Long forms to short ones and back, `do not` ↔ `don't`. Immutable.
///
/// `'s` and `'d` stand for two words each: what follows decides, and in doubt it is the commoner
/// one. A form at the end of a clause ("yes, it is") is never shortened, nor `have` before anything
/// but a participle.
final class Contractions {
  private static final Set<String> PRONOUNS = Set.of("i", "you", "he", "she", "it", "we", "they");
  private static final Set<String> NOT_SHORTENED =
      Set.of("must not", "need not", "might not", "that will");
  private static final Set<String> PARTICIPLES =
      Set.of(
          "been", "got", "had", "done", "gone", "made", "seen", "sent", "found", "lost", "met",
          "read", "put", "set", "given", "taken", "written", "heard", "told", "bought", "brought",
          "paid", "left", "kept", "come", "become", "always", "just", "already", "never", "also");
  private static final Set<String> BE = Set.of("is", "are", "am", "was", "were", "has", "have");

  private final Map<String, List<Pair>> byLong = new HashMap<>();
  private final Map<String, String> byShort = new HashMap<>();

  /// @param lists `contractible` and `contractions` are pairs in order
  Contractions(StyleLists lists) {
    for (int i = 0; i < lists.contractible().size(); i++) {
      List<String> words = lists.contractible().get(i);
      String brief = String.join(" ", lists.contractions().get(i));
      byLong
          .computeIfAbsent(words.getFirst(), key -> new ArrayList<>())
          .add(new Pair(words, brief));
      byShort.putIfAbsent(brief, String.join(" ", words));
    }
    byShort.put("can't", "cannot");
    byShort.put("shan't", "shall not");
    byShort.put("ain't", "is not");
  }

  private record Pair(List<String> words, String brief) {}

  String shorten(String text, List<Span> held) {
    Words words = new Words(text, held);
    Draft draft = new Draft(text);
    for (int i = 0; i < words.count(); i++) {
      for (Pair pair : byLong.getOrDefault(words.lower(i), List.of())) {
        int last = i + pair.words().size() - 1;
        if (words.standsAt(i, pair.words()) && isShortened(pair, words, i, last)) {
          String brief = pair.brief();
          draft.replace(
              new Span(words.span(i).start(), words.span(last).end()),
              brief.startsWith("i'") ? "I" + brief.substring(1) : brief);
          i = last;
          break;
        }
      }
    }
    return draft.text();
  }

  private static boolean isShortened(Pair pair, Words words, int first, int last) {
    if (NOT_SHORTENED.contains(String.join(" ", pair.words()))
        || (words.isAcronym(last) && pair.words().size() > 1)) {
      return false;
    }
    if (pair.brief().endsWith("n't")) {
      return true;
    }
    String next = words.joinsNext(last) ? words.lower(last + 1) : "";
    if (next.isEmpty() || next.equals("to") || BE.contains(next)) { // "the easier it is to"
      return false;
    }
    return switch (pair.words().getLast()) {
      case "have", "had" -> PARTICIPLES.contains(next) || next.endsWith("ed");
      case "us" -> first == 0;
      default -> true;
    };
  }

  String expand(String text, List<Span> held) {
    Words words = new Words(text, held);
    Draft draft = new Draft(text);
    boolean question = text.stripTrailing().endsWith("?");
    for (int i = 0; i < words.count(); i++) {
      String full = words.isHeld(words.span(i)) ? "" : full(words, i);
      if (full.isEmpty()) {
        continue;
      }
      String next = words.joinsNext(i) ? words.lower(i + 1) : "";
      Span span = words.span(i);
      if (question && words.lower(i).endsWith("n't") && PRONOUNS.contains(next)) {
        // "Don't you know?": the subject stands between.
        String verb = full.equals("cannot") ? "can" : full.substring(0, full.indexOf(' '));
        full = verb + " " + words.surface(i + 1) + " not";
        span = new Span(span.start(), words.span(i + 1).end());
        i++;
      }
      draft.replace(span, full.startsWith("i ") ? "I" + full.substring(1) : full);
    }
    return draft.text();
  }

  /// Empty where the word is no short form.
  private String full(Words words, int i) {
    String word = words.lower(i);
    String full = byShort.getOrDefault(word, "");
    if (full.isEmpty()) {
      return "";
    }
    String next = words.lower(i + 1);
    String subject = word.substring(0, word.indexOf('\''));
    if (word.endsWith("'s") && !word.equals("let's")) {
      return subject + (Set.of("been", "got", "had", "become").contains(next) ? " has" : " is");
    }
    if (word.endsWith("'d")) {
      return subject + (Set.of("better", "been", "had").contains(next) ? " had" : " would");
    }
    return full;
  }
}
