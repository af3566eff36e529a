// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.forge.corpus.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The concise tone, by inflating: a natural sentence is the *answer*; the source is made of it
/// with long-winded wordings and filler. One in five is concise already (`quote`).
final class ConciseTasks implements Task.Source {
  private static final int TRIES = 60;
  private static final List<String> OPENINGS =
      List.of(
          "It should be noted that ",
          "I would like to point out that ",
          "As a matter of fact, ",
          "It is important to note that ",
          "Please be advised that ",
          "I just wanted to say that ",
          "The fact of the matter is that ",
          "For your information, ",
          "At this point in time, ");
  private static final List<String> INSIDE =
      List.of("basically", "actually", "really", "essentially", "in fact", "quite", "very much");
  private static final Map<String, String> LONGER =
      Map.of(
          " to ", " in order to ",
          " because ", " due to the fact that ",
          " if ", " in the event that ",
          " now ", " at the present time ",
          " about ", " with regard to ",
          " before ", " prior to ",
          " many ", " a large number of ",
          " can ", " is able to ",
          " must ", " is required to ");

  private final long seed;
  private final List<String> sentences;
  private final Map<Pattern, List<String>> wordy =
      new TreeMap<>((a, b) -> a.pattern().compareTo(b.pattern()));

  ConciseTasks(long seed, List<String> sentences, Language language) {
    this.seed = seed;
    this.sentences = sentences;
    Map<String, List<String>> byPlain = new TreeMap<>();
    language
        .plainWords()
        .forEach((longer, plains) -> {
          for (String plain : plains) {
            if (plain.matches("[a-z ]{4,}") && longer.matches("[a-z]+ [a-z ]+")) {
              byPlain.computeIfAbsent(plain, p -> new ArrayList<>()).add(longer);
            }
          }
        });
    byPlain.forEach((plain, longer) ->
        wordy.put(Pattern.compile("(?<= )" + Pattern.quote(plain) + "(?=[ ,.])"), longer));
  }

  @Override
  public Task at(long index) {
    Dice dice = Dice.of(seed, "concise", index);
    if (dice.chance(0.2)) {
      return task("clean", dice.pick(sentences), "");
    }
    for (int i = 0; i < TRIES; i++) {
      String sentence = dice.pick(sentences);
      if (sentence.endsWith("?")) {
        continue;
      }
      String longer = inflate(dice, sentence);
      if (Batch.count(longer) >= Batch.count(sentence) + 3) {
        return task("inflated", longer, sentence);
      }
    }
    return task("clean", sentences.getFirst(), "");
  }

  private String inflate(Dice dice, String sentence) {
    String text = sentence;
    List<Pattern> patterns = new ArrayList<>(wordy.keySet());
    dice.shuffle(patterns);
    int swaps = 0;
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(text);
      if (swaps < 2 && matcher.find()) {
        String longer = dice.pick(wordy.getOrDefault(pattern, List.of(matcher.group())));
        text = text.substring(0, matcher.start()) + longer + text.substring(matcher.end());
        swaps++;
      }
    }
    List<String> keys = new ArrayList<>(new TreeMap<>(LONGER).keySet());
    String key = dice.pick(keys);
    if (dice.chance(0.5) && text.contains(key) && fits(key, text)) {
      text = text.replaceFirst(Pattern.quote(key), LONGER.getOrDefault(key, key));
    }
    if (dice.chance(0.3)) {
      int space = text.indexOf(' ', text.length() / 2);
      if (space > 0) {
        text = text.substring(0, space) + " " + dice.pick(INSIDE) + text.substring(space);
      }
    }
    return dice.chance(0.6) ? dice.pick(OPENINGS) + lowered(text) : text;
  }

  /// "to" before a verb alone may become "in order to"; "can" and "must" only after one person.
  private static boolean fits(String key, String text) {
    return switch (key) {
      case " to " -> text.matches(".*\\b(work|used?|need(ed)?|go|meet|try|help) to [a-z]+ the.*");
      case " can ", " must " -> text.matches(".*\\b([Hh]e|[Ss]he|[Ii]t) (can|must) .*");
      default -> true;
    };
  }

  private static String lowered(String text) {
    boolean keep = text.matches("(I|[A-Z]{2,}|[A-Z][a-z]+ [A-Z])\\b.*");
    return keep ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static Task task(String template, String source, String answer) {
    Piece.Line prompt =
        new Piece.Line()
            .special("bos", "concise", "opt")
            .value("strength=1")
            .special("in")
            .value(source)
            .special("/in", "out");
    Piece.Line out = new Piece.Line();
    if (answer.isEmpty()) {
      out.special("quote");
    } else {
      out.value(answer);
    }
    return new Task("concise", template, prompt.pieces(), out.special("eos").pieces());
  }
}
