// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Concise, by inflating: words that say nothing are put into a natural sentence, so the natural
/// one is what is left when they are deleted, word by word in their order.
final class Inflation implements TonePair.Source {
  private static final Set<String> BEING =
      Set.of(
          "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could",
          "should", "must", "may");
  private static final Set<String> NO_PURPOSE =
      words(
          "want wants wanted need needs needed able have has had going used like ought"
              + " way supposed try tried seems seem how what where whether up according due"
              + " likely continue me you us him her it them go get begin start and or");

  /// Adjectives that may follow their noun.
  private static final Set<String> AFTER_NOUN =
      words(
          "available present free left missing necessary possible ready responsible willing able"
              + " involved interested concerned due similar different alive full worth close near"
              + " typical common likely eligible capable useful suitable specific unique relevant");

  private static final String AFTER_ADJECTIVE = "to|for|in|on|at|of|from|with|by|and|when|if";
  private static final Set<String> PERSONS =
      words("people those others children men women students users");
  private static final List<String> AFTER_PARTICIPLE =
      List.of("in", "by", "for", "on", "at", "with", "from", "to");

  private final List<String> openings = new ArrayList<>();
  private final List<String> asking = new ArrayList<>();
  private final List<String> inside = new ArrayList<>();
  private final List<String> closings = new ArrayList<>();
  private final Map<String, List<String>> around = new HashMap<>();
  private final Set<String> lemmas;
  private final Set<String> thirds;
  private final Set<String> participles;

  private static Set<String> words(String spaced) {
    return Set.of(spaced.split(" "));
  }

  /// @param lemmas base forms of verbs
  /// @param thirds their third persons
  /// @param participles their past participles
  Inflation(Set<String> lemmas, Set<String> thirds, Set<String> participles) {
    this.lemmas = Set.copyOf(lemmas);
    this.thirds = Set.copyOf(thirds);
    this.participles = Set.copyOf(participles);
    for (String line : EventGrammar.lines("inflate.txt")) {
      int colon = line.indexOf(": ");
      String rest = line.substring(colon + 2);
      switch (line.substring(0, colon)) {
        case "opening" -> openings.addAll(List.of(rest.split("; ", -1)));
        case "question" -> asking.addAll(List.of(rest.split("; ", -1)));
        case "inside" -> inside.addAll(List.of(rest.split("; ", -1)));
        case "closing" -> closings.addAll(List.of(rest.split("; ", -1)));
        default -> {
          String[] sides = rest.split(" = ", 2);
          around.put(sides[0], List.of(sides[1].split("; ", -1)));
        }
      }
    }
  }

  /// Whether a sentence has such words by itself: no model of brevity.
  boolean hasFiller(String sentence) {
    String text = " " + sentence.toLowerCase(Locale.ROOT).replaceAll("[,.?!]", "") + " ";
    return inside.stream().anyMatch(each -> text.contains(" " + each + " "))
        || closings.stream().anyMatch(each -> text.contains(" " + each + " "))
        || sentence.matches("(Hi|Hello|OK|Yes|No|Thanks|Great|Sure|Oh|Well|Yeah)\\b.*");
  }

  @Override
  public Optional<TonePair> pair(Dice dice, String sentence) {
    List<String> words = new ArrayList<>(List.of(sentence.split(" ", -1)));
    int natural = words.size();
    boolean opened = dice.chance(0.45);
    if (opened) {
      words.set(0, lowered(words.getFirst(), sentence));
    }
    String kept = String.join(" ", words);
    widen(dice, words);
    if (dice.chance(0.4) && !sentence.endsWith("?")) {
      insertInside(dice, words);
    }
    if (dice.chance(0.12)) {
      close(dice, words);
    }
    String text = String.join(" ", words);
    if (opened) {
      text = dice.pick(sentence.endsWith("?") ? asking : openings) + " " + text;
    }
    int added = text.split(" ", -1).length - natural;
    // At least one word in eight: less is hardly worth a rewrite.
    return added >= 1 && added * 8 >= natural
        ? Optional.of(new TonePair(text, Optional.of(kept)))
        : Optional.empty();
  }

  /// Without its capital, unless the word has one of its own.
  private static String lowered(String first, String sentence) {
    boolean own = first.matches("I|I'.*|[A-Z]{2,}.*|.*[0-9].*") || sentence.matches("\\S+ [A-Z].*");
    boolean common =
        first.matches(
            "(?i)(the|a|an|this|that|these|those|we|you|they|he|she|it|there|"
                + "our|your|my|his|her|their|if|when|in|on|at|for|as|all|some|many|most|no|not|do|does|did|"
                + "can|could|would|will|what|how|where|who|why|which|is|are|was|were|have|has|please|"
                + "everyone|people|one|each|every|both|after|before|with|by|from|to|it's|that's|let|"
                + "there's|we're|you're|they're|here|now|then|another|other|such|since|while|although)");
    return (common && !first.equals("I")) || (!own && first.length() > 3 && first.endsWith("ing"))
        ? first.toLowerCase(Locale.ROOT)
        : first;
  }

  private void widen(Dice dice, List<String> words) {
    int budget = dice.pick(1, 1, 2, 2, 3);
    for (int i = words.size() - 1; i >= 0 && budget > 0; i--) {
      String word = words.get(i);
      String bare = word.replaceFirst("[,.;:?!]+$", "");
      String before = i > 0 ? words.get(i - 1) : "";
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      List<String> ways = around.get(bare);
      String wide = "";
      String then = i + 2 < words.size() ? words.get(i + 2) : "";
      if (bare.equals("to") && purpose(before, next, then) && dice.chance(0.5)) {
        wide = "in order to";
      } else if (ways != null && fits(bare, before, next) && dice.chance(0.5)) {
        wide = dice.pick(ways);
      } else if (thirds.contains(bare) && before.matches("He|She") && dice.chance(0.5)) {
        wide = "is a person who " + bare;
      } else if (!relative(bare, before, next).isEmpty() && dice.chance(0.6)) {
        String opening = relative(bare, before, next);
        wide = (dice.chance(0.3) ? opening.replace("that", "which") : opening) + " " + bare;
      }
      if (!wide.isEmpty()) {
        words.remove(i);
        words.addAll(i, List.of((wide + word.substring(bare.length())).split(" ", -1)));
        budget--;
      }
    }
  }

  /// "to" that tells what for: after a noun or a mark, before a verb.
  private boolean purpose(String before, String next, String then) {
    return !before.isEmpty()
        && !NO_PURPOSE.contains(before.toLowerCase(Locale.ROOT))
        && lemmas.contains(next)
        && then.matches("the|a|an|our|your|their|its|this|that|these|my|all|more|new|[a-z]{4,}s")
        && !before.matches(".*(ed|ing|able|ible)");
  }

  /// Some words are widened only in some company.
  private boolean fits(String word, String before, String next) {
    return switch (word) {
      case "by" -> next.endsWith("ing");
      case "if", "when", "because", "where", "although", "until" ->
          next.matches("(?i)the|a|we|you|they|he|she|it|our|your|this|there|I");
      case "all" -> next.matches("the|these|those|our|your|my");
      case "during" -> next.matches("the|a|this|our|your");
      case "whether" -> !next.equals("or");
      case "between", "outside", "inside" -> next.matches("the|a|our|your|this|two");
      case "about" -> before.matches("(?i)talk|talked|talking|know|read|article|speak|ask|think");
      case "can", "could", "may", "will", "must" ->
          lemmas.contains(next) && !next.matches("you|we|they|it|he|she");
      case "once", "first", "same" ->
          before.equals("the") || (word.equals("once") && next.isEmpty());
      case "like" -> before.matches("I|We|we|you|they|would");
      case "think", "believe", "hope" -> before.matches("I|We|we|i");
      case "thank" -> before.matches("I|We|we|to");
      case "March", "April", "June", "May" -> before.equals("in");
      case "now" -> !next.matches("that|on");
      case "return", "reply", "refer", "join", "continue", "combine", "gather", "repeat" ->
          next.isEmpty() || next.matches("to|in|the|with");
      case "every" -> !next.matches("now|other|so|[0-9].*") && !before.equals("and");
      case "good",
          "new",
          "large",
          "small",
          "important",
          "difficult",
          "easy",
          "different",
          "useful",
          "simple",
          "short",
          "clear",
          "few" ->
          !before.matches("(?i)very|so|too|as|really|more|quite|most|how|a");
      default -> !before.matches("(?i)very|right|each|own|in");
    };
  }

  /// "rooms available", "the form attached to": a relative clause without its opening words.
  ///
  /// @return those words; empty where this is none
  private String relative(String word, String before, String next) {
    boolean fits =
        (AFTER_NOUN.contains(word) && (next.isEmpty() || next.matches(AFTER_ADJECTIVE)))
            || (participles.contains(word) && AFTER_PARTICIPLE.contains(next));
    if (!fits || !before.matches("[a-z]{3,}") || thirds.contains(before)) {
      return "";
    }
    if (PERSONS.contains(before)) {
      return "who are";
    }
    boolean plural = before.endsWith("s") && !before.matches(".*(ss|us|is|was|has|does)");
    boolean singular = before.matches(".*(tion|ment|ity|ance|ence|ness|er|or|age|ing)");
    return plural ? "that are" : singular ? "that is" : "";
  }

  private void insertInside(Dice dice, List<String> words) {
    for (int i = 1; i < words.size() - 1 && i < 8; i++) {
      if (BEING.contains(words.get(i))
          && words.get(i - 1).matches("[A-Za-z]+")
          && words.get(i + 1).matches("[a-z']+")) {
        words.addAll(i + 1, List.of(dice.pick(inside).split(" ", -1)));
        return;
      }
    }
  }

  private void close(Dice dice, List<String> words) {
    String last = words.removeLast();
    String bare = last.replaceFirst("[.?!]+$", "");
    words.add(bare);
    words.addAll(List.of((dice.pick(closings) + last.substring(bare.length())).split(" ", -1)));
  }
}
