// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Tokens;
import dev.hob.features.fact.WordLists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The ways to quote one notice: whole, or with fewer of its parts (summary line, sentences of the
/// body; never a body without its title). Each knows its words and which share of the notice's
/// worth it keeps: facts weigh three words. Immutable.
final class QuoteForms {
  /// Beyond it only leading parts are tried: 2^8 subsets of a notice are plenty.
  private static final int MAX_PARTS = 6;

  private static final int FACT = 3;

  /// Losing a part costs more than its share: half a notice tells less than half.
  private static final double STEEPNESS = 2;

  private final WordLists lists;
  private final FactExtractor extractor;

  QuoteForms(WordLists lists) {
    this.lists = lists;
    this.extractor = new FactExtractor(lists);
  }

  /// @param words R tokens
  /// @param share 0 to 1
  record Form(String text, int words, double share) {}

  /// The whole first, then by falling share; never empty for a notice that has a letter or digit.
  List<Form> of(Notice notice) {
    List<String> parts = parts(notice);
    double[] worth = parts.stream().mapToDouble(part -> worth(part)).toArray();
    double total = 0;
    for (double w : worth) {
      total += w;
    }
    List<Form> forms = new ArrayList<>();
    int known = Math.min(parts.size(), MAX_PARTS);
    boolean titled = !notice.isMessage() && !notice.summary().isEmpty();
    for (int subset = (1 << known) - 1; subset > 0; subset--) {
      if (titled && (subset & 1) == 0) {
        continue; // a sentence without its title leaves the reader guessing
      }
      List<String> taken = new ArrayList<>();
      double kept = 0;
      for (int i = 0; i < known; i++) {
        if ((subset & (1 << i)) != 0) {
          taken.add(parts.get(i));
          kept += worth[i];
        }
      }
      String text = joined(notice, taken);
      int words = Tokens.rouge(text).size();
      if (words > 0) {
        double share = total == 0 ? 1 : Math.pow(kept / total, STEEPNESS);
        forms.add(new Form(text, words, share));
      }
    }
    forms.sort(Comparator.comparingDouble(Form::share).reversed());
    return forms;
  }

  int facts(Notice notice) {
    return extractor.extract(notice.text(), FactContext.NONE).size();
  }

  /// A message under its sender's name, anything else as summary and body.
  static String whole(Notice notice) {
    return joined(notice, parts(notice));
  }

  private static List<String> parts(Notice notice) {
    List<String> parts = new ArrayList<>();
    if (!notice.isMessage() && !notice.summary().isEmpty()) {
      parts.add(notice.summary());
    }
    parts.addAll(Sentences.split(notice.body()));
    return parts;
  }

  private static String joined(Notice notice, List<String> parts) {
    StringBuilder out = new StringBuilder(notice.isMessage() ? notice.sender() + ":" : "");
    boolean afterTitle = false;
    for (String part : parts) {
      if (!out.isEmpty()) {
        out.append(afterTitle && !endsSentence(out) ? " – " : " ");
      }
      out.append(part);
      afterTitle = !notice.isMessage() && part.equals(notice.summary());
    }
    return out.toString();
  }

  private static boolean endsSentence(CharSequence text) {
    return ".!?:".indexOf(text.charAt(text.length() - 1)) >= 0;
  }

  private double worth(String part) {
    Set<String> stop = lists.stopWords();
    long content = Tokens.words(part).stream().filter(word -> !stop.contains(word)).count();
    return content + (long) FACT * extractor.extract(part, FactContext.NONE).size();
  }
}
