// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Chooses sentences for an extract and trims them to clauses.
final class Clauses {
  private static final Set<String> STOP =
      Set.of(
          ("the a an and or but if of to in on at for from by with as is are was were be been being it"
                  + " its this that these those i you he she we they them his her their our your my"
                  + " not no do does did have has had will would can could should may might there"
                  + " here what which who how when where why so than then also just about into over"
                  + " more most some any all one out up very")
              .split(" ", -1));

  private static final Pattern OPENING =
      Pattern.compile(
          "^(?:(?:However|Moreover|In addition|Additionally|Furthermore|For example|For instance"
              + "|Also|As a result|Therefore|Thus|Well|So|Okay|Yeah|Yes|Now|Then|Finally|In fact"
              + "|Of course|Actually|First|Second),|And,?|But,?) (?=\\S)");
  private static final Pattern ASIDE = Pattern.compile(" \\([^()]*\\)(?=[ ,.;:?!]|$)");
  private static final Pattern FILLER =
      Pattern.compile("(?i)\\b(?:uh|um|mm-hmm|mm|you know|I mean)\\b,? ?|(?<=\\w), (?:uh|um)\\b");

  /// Sentences that say little without the one before, and questions.
  private static final Pattern LEANING =
      Pattern.compile("^(?:It|They|This|That|These|Those|He|She|Here|There|And|But|Or)\\b|\\?$");

  private Clauses() {}

  /// The sentence without what only joins it to others: an opening connective, asides in brackets,
  /// hesitation. Says no more than the sentence.
  static String trim(String sentence) {
    String text = FILLER.matcher(sentence).replaceAll("");
    text = ASIDE.matcher(text).replaceAll("");
    text = OPENING.matcher(text).replaceFirst("");
    text = text.replaceAll("\\s+", " ").replaceAll(" (?=[,.;?!])", "").strip();
    if (text.isEmpty()) {
      return sentence;
    }
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// Content words of a text, lower case, plural `s` off.
  static Set<String> content(String text) {
    Set<String> words = new HashSet<>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9']+", -1)) {
      if (word.length() > 1 && !STOP.contains(word)) {
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.endsWith("ss");
        words.add(plural ? word.substring(0, word.length() - 1) : word);
      }
    }
    return words;
  }

  /// The sentences that together cover most of the words wanted, in the order of the text: greedy,
  /// stopping when another sentence adds fewer than three new words or the limit is reached.
  ///
  /// @param wanted content words of a title, a summary or a question
  /// @param limit words
  /// @return indices; empty if no sentence shares two words with `wanted`
  static List<Integer> covering(List<String> sentences, Set<String> wanted, int limit) {
    Set<String> open = new HashSet<>(wanted);
    List<Integer> chosen = new ArrayList<>();
    int words = 0;
    while (true) {
      int best = -1;
      double most = 0;
      for (int i = 0; i < sentences.size(); i++) {
        Set<String> has = content(sentences.get(i));
        double gain = has.stream().filter(open::contains).count();
        // Of equal gains the shorter sentence: the rest of a long one is not wanted.
        double least = chosen.isEmpty() ? 2 : 3;
        double value = gain < least ? 0 : gain / Math.sqrt(has.size() + 4.0);
        int length = Batch.count(sentences.get(i));
        if (value > most && !chosen.contains(i) && words + length <= limit) {
          best = i;
          most = value;
        }
      }
      if (best < 0) {
        break;
      }
      chosen.add(best);
      words += Batch.count(sentences.get(best));
      open.removeAll(content(sentences.get(best)));
    }
    chosen.sort(null);
    return chosen;
  }

  /// The sentences nearest to what the whole text is about: content words that several sentences
  /// share count by how many, the first sentence a little more.
  static List<Integer> central(List<String> sentences, int limit) {
    Map<String, Integer> shared = new HashMap<>();
    for (String sentence : sentences) {
      content(sentence).forEach(word -> shared.merge(word, 1, Integer::sum));
    }
    List<Integer> order = new ArrayList<>();
    double[] value = new double[sentences.size()];
    for (int i = 0; i < sentences.size(); i++) {
      Set<String> words = content(sentences.get(i));
      double sum = words.stream().mapToInt(w -> shared.getOrDefault(w, 1) - 1).sum();
      double apart = LEANING.matcher(sentences.get(i)).find() ? 0.5 : 1;
      value[i] = sum / Math.sqrt(words.size() + 4.0) * apart * (i == 0 ? 1.5 : 1);
      order.add(i);
    }
    order.sort((a, b) -> Double.compare(value[b], value[a]));
    List<Integer> chosen = new ArrayList<>();
    int words = 0;
    for (int i : order) {
      int length = Batch.count(sentences.get(i));
      if (words + length <= limit && chosen.size() < 3) {
        chosen.add(i);
        words += length;
      }
    }
    chosen.sort(null);
    return chosen;
  }
}
