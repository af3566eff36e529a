// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.guard;

import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.FactSource;
import dev.hob.features.fact.HeldSpans;
import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Qualifiers;
import dev.hob.features.fact.Tokens;
import dev.hob.features.style.Style;
import dev.hob.features.style.StyleLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whether a sentence in another tone still says what it said: the same facts both ways, quotations
/// and code as they stood, as many negations, no doubt lost, a length in proportion. Immutable.
public final class ToneGuard {
  /// Negations that are written without their apostrophe; `want` and `cant` differ by meaning.
  private static final Set<String> BARE_NEGATIONS =
      Set.of(
          "aint",
          "arent",
          "cant",
          "couldnt",
          "didnt",
          "doesnt",
          "dont",
          "hadnt",
          "hasnt",
          "havent",
          "idk",
          "dunno",
          "isnt",
          "shouldnt",
          "wasnt",
          "werent",
          "wont",
          "wouldnt");

  private static final double SHORTEST = 0.5;
  private static final double SHORTEST_CONCISE = 0.25;
  private static final double LONGEST = 2;

  /// Words that a short sentence may gain: "Could you please …? Thank you!"
  private static final int FEW = 8;

  private final FactExtractor extractor;
  private final StyleLists lists;

  public ToneGuard(FactExtractor extractor, StyleLists lists) {
    this.extractor = extractor;
    this.lists = lists;
  }

  /// @return why the rewritten sentence must not leave, in words without content; empty = it may
  public List<String> faults(Style style, String source, String rewritten) {
    List<String> faults = new ArrayList<>();
    String before = withSmallLooseWords(source);
    FactContext context = FactContext.of(before);
    FactSource given = FactSource.of(before, extractor, context);
    FactSource made = FactSource.of(rewritten, extractor, context);
    for (Fact lost : made.unsupported(given.facts())) {
      faults.add("a " + lost.kind().word() + " was lost");
    }
    for (Fact added : given.unsupported(made.facts())) {
      if (!isSpelledOut(added, source)) {
        faults.add("a " + added.kind().word() + " that the text lacks");
      }
    }
    if (!quotationsKept(source, rewritten)) {
      faults.add("a quotation changed");
    }
    if (negations(source) != negations(rewritten)) {
      faults.add("a negation changed");
    }
    if (hasModality(source) && !hasModality(rewritten)) {
      faults.add("a doubt or condition was lost");
    }
    if (!isInProportion(style, source, rewritten)) {
      faults.add("another length");
    }
    return faults.stream().distinct().toList();
  }

  /// `2moro` says tomorrow.
  private static boolean isSpelledOut(Fact added, String source) {
    List<String> words = StyleLists.words(source);
    return NormalText.n1(added.surface()).equals("tomorrow")
        && (words.contains("tmrw") || words.contains("2moro"));
  }

  /// A word of chats that opens a sentence, `Thx Anna`, is no part of a name.
  private String withSmallLooseWords(String text) {
    StringBuilder out = new StringBuilder(text);
    for (Fact fact : extractor.extract(text, FactContext.of(text))) {
      String first = fact.surface().split("[ -]", 2)[0];
      if (lists.loose().contains(StyleLists.words(first))) {
        out.setCharAt(fact.start(), Character.toLowerCase(text.charAt(fact.start())));
      }
    }
    return out.toString();
  }

  private static boolean quotationsKept(String source, String rewritten) {
    return HeldSpans.quoted(source).stream().allMatch(span -> rewritten.contains(span.of(source)));
  }

  private static long negations(String text) {
    List<String> words = Tokens.words(text);
    return Qualifiers.negations(words) + words.stream().filter(BARE_NEGATIONS::contains).count();
  }

  private static boolean hasModality(String text) {
    return Tokens.words(text).stream()
        .anyMatch(word -> Qualifiers.isModality(word) || word.endsWith("'d"));
  }

  private static boolean isInProportion(Style style, String source, String rewritten) {
    int before = Tokens.rouge(source).size();
    int after = Tokens.rouge(rewritten).size();
    return switch (style) {
      case CONCISE -> after > 0 && after <= before + 1 && after >= SHORTEST_CONCISE * before;
      case FRIENDLY, PROFESSIONAL ->
          after >= Math.min(SHORTEST * before, before - 2) && after <= LONGEST * before + FEW;
    };
  }
}
