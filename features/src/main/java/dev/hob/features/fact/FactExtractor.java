// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import dev.hob.features.fact.FactValue.Name;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the facts of a text (docs/eval.md, 4): first links, codes, dates, times and numbers,
/// pattern after pattern, each on what the ones before left; then names in the rest.
public final class FactExtractor {
  private static final String WORD = "(?:[A-ZÀ-ÖØ-Þ][A-Za-z0-9À-ɏ']*|[a-z]+[A-Z][A-Za-z0-9]*)";
  private static final Pattern NAME =
      Pattern.compile("(?<![A-Za-z0-9À-ɏ'])" + WORD + "(?:[ -]" + WORD + ")*+");
  private static final Pattern DAY_WORD =
      Pattern.compile(
          "(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|i|"
              + FactPatterns.MON);

  private final WordLists lists;

  public FactExtractor(WordLists lists) {
    this.lists = lists;
  }

  public WordLists lists() {
    return lists;
  }

  /// The facts of `text`, in the order of their spans, which never overlap.
  public List<Fact> extract(String text, FactContext context) {
    return extract(NormalText.of(text), context).stream().map(Found::fact).toList();
  }

  /// The W tokens of `text` that stand outside its facts.
  List<String> wordsOutside(String text, FactContext context) {
    NormalText normal = NormalText.of(text);
    StringBuilder rest = new StringBuilder(normal.text());
    for (Found found : extract(normal, context)) {
      blank(rest, found.start(), found.end());
    }
    return Tokens.wordsOfNormal(rest.toString().toLowerCase(Locale.ROOT));
  }

  /// @param start in the N0 form
  private record Found(Fact fact, int start, int end) {}

  private List<Found> extract(NormalText normal, FactContext context) {
    StringBuilder rest = new StringBuilder(normal.text());
    List<Found> facts = new ArrayList<>();
    for (FactPatterns.Rule rule : FactPatterns.RULES) {
      List<Found> found = new ArrayList<>();
      Matcher matcher = rule.pattern().matcher(rest);
      while (matcher.find()) {
        int end = matcher.end();
        while (end > matcher.start() && rule.trailing().indexOf(rest.charAt(end - 1)) >= 0) {
          end--;
        }
        String surface = rest.substring(matcher.start(), end);
        FactValue value = rule.reader().read(matcher, surface, context.today());
        found.add(found(normal, rule.kind(), new Span(matcher.start(), end), value));
      }
      found.forEach(fact -> blank(rest, fact.start(), fact.end()));
      facts.addAll(found);
    }
    addNames(normal, rest.toString(), context, facts);
    facts.sort(Comparator.comparingInt(Found::start));
    return facts;
  }

  private void addNames(NormalText normal, String rest, FactContext context, List<Found> facts) {
    Set<Integer> openings = openings(normal);
    Matcher matcher = NAME.matcher(rest);
    while (matcher.find()) {
      int start = matcher.start();
      for (int i = start + 1; i < matcher.end(); i++) {
        if (rest.charAt(i - 1) == ' ' && openings.contains(normal.inMapped(i))) {
          addName(normal, new Span(start, i - 1), openings, context, facts);
          start = i;
        }
      }
      addName(normal, new Span(start, matcher.end()), openings, context, facts);
    }
  }

  /// Adds the run as a name if it is one. A run never crosses from one sentence (line) to the next.
  private void addName(
      NormalText normal, Span run, Set<Integer> openings, FactContext context, List<Found> facts) {
    int start = run.start();
    if (openings.contains(normal.inMapped(start))) {
      start += openingLost(run.of(normal.text()), context);
    }
    String name = start >= run.end() ? "" : normal.text().substring(start, run.end());
    List<String> tokens = Tokens.words(name);
    if (!tokens.isEmpty() && !context.appNames().contains(tokens) && !saysNothing(name)) {
      facts.add(found(normal, FactClass.NAME, new Span(start, run.end()), new Name(tokens)));
    }
  }

  /// Length of the first word and what joins it to the next, if the word opens its sentence without
  /// being part of a name; else 0.
  private int openingLost(String run, FactContext context) {
    int end = 0;
    while (end < run.length() && run.charAt(end) != ' ' && run.charAt(end) != '-') {
      end++;
    }
    String word = run.substring(0, end).toLowerCase(Locale.ROOT);
    boolean ordinary = isOrdinary(word, context) || isOrdinary(beforeApostrophe(word), context);
    return ordinary ? Math.min(end + 1, run.length()) : 0;
  }

  private boolean isOrdinary(String word, FactContext context) {
    return lists.commonWords().contains(word) || context.lowerCaseWords().contains(word);
  }

  private static String beforeApostrophe(String word) {
    int apostrophe = word.indexOf('\'');
    return apostrophe < 0 ? word : word.substring(0, apostrophe);
  }

  /// Is every word of the run a weekday, a month, "I" or a stop word?
  private boolean saysNothing(String run) {
    for (String word : run.split("[ -]", -1)) {
      String lower = word.toLowerCase(Locale.ROOT);
      boolean nothing =
          lists.stopWords().containsAll(Tokens.words(lower))
              || DAY_WORD.matcher(beforeApostrophe(lower)).matches();
      if (!nothing) {
        return false;
      }
    }
    return true;
  }

  /// Index in the mapped text of each first letter or digit of a sentence.
  private static Set<Integer> openings(NormalText normal) {
    Set<Integer> openings = new HashSet<>();
    for (Span sentence : Sentences.inMapped(normal)) {
      int i = sentence.start();
      while (i < sentence.end() && !Character.isLetterOrDigit(normal.mapped().charAt(i))) {
        i++;
      }
      openings.add(i);
    }
    return openings;
  }

  private static Found found(NormalText normal, FactClass kind, Span span, FactValue value) {
    Span origin = normal.origin(span.start(), span.end());
    Fact fact = new Fact(kind, origin, origin.of(normal.original()), value);
    return new Found(fact, span.start(), span.end());
  }

  private static void blank(StringBuilder text, int start, int end) {
    for (int i = start; i < end; i++) {
      text.setCharAt(i, ' ');
    }
  }
}
