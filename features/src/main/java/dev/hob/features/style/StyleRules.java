// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.HeldSpans;
import dev.hob.features.fact.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Rewrites one sentence by tables and patterns. Whatever a rule does not know, stays. Immutable.
public final class StyleRules {
  private static final Pattern ARTICLE =
      Pattern.compile("(?<![\\p{L}\\p{N}'’-])([Aa])(n?) (?=([a-z]+))");
  private static final Pattern VOWEL_SOUND =
      Pattern.compile("(?:hour|honest|honou?r|heir)|(?!uni|use|usu|eu|one|once|ut)[aeiou].*");
  private static final Pattern HAS_WORD = Pattern.compile("[\\p{L}\\p{N}]");

  private final FactExtractor facts;
  private final StyleLists lists;
  private final PhraseTable plain = PhraseTable.embedded("plain.tsv");
  private final PhraseTable formal = PhraseTable.embedded("formal.tsv");
  private final PhraseTable friendly = PhraseTable.embedded("friendly.tsv");
  private final Contractions contractions;
  private final Requests requests = new Requests();
  private final FormalForm form = new FormalForm();
  private final ShortForm brief = new ShortForm();

  public StyleRules(FactExtractor facts, StyleLists lists) {
    this.facts = facts;
    this.lists = lists;
    this.contractions = new Contractions(lists);
  }

  /// How a sentence stands in its text.
  ///
  /// @param opens whether it begins where a sentence may begin, not in the middle of a wrapped one
  /// @param closes whether it ends where one may end, and would carry an end mark
  /// @param asked whether the text asked "could you" before
  public record Place(boolean opens, boolean closes, boolean asked) {
    public static final Place ALONE = new Place(true, true, false);
  }

  /// @param sentence without outer white space, on one line
  /// @param strength 1 to 3
  public String rewrite(Style style, int strength, String sentence, Place place) {
    String out =
        switch (style) {
          case FRIENDLY -> friendly(sentence, strength, place);
          case PROFESSIONAL -> professional(sentence, strength, place);
          case CONCISE -> concise(sentence, strength);
        };
    return HAS_WORD.matcher(out).find() ? out : sentence;
  }

  private String friendly(String sentence, int strength, Place place) {
    String text = place.opens() ? requests.toYou(sentence) : sentence;
    text = friendly.apply(text, held(text), strength);
    if (place.opens() && place.closes()) {
      text = requests.polite(text, held(text), strength, place.asked());
    }
    text = contractions.shorten(text, held(text));
    return articles(sentence, text.replaceAll("(?<=\\p{L})!{2,}", "!"));
  }

  private String professional(String sentence, int strength, Place place) {
    String text = form.withoutEmoji(sentence, held(sentence));
    text = formal.apply(text, held(text), strength);
    text = contractions.expand(text, held(text));
    text = FormalForm.largeI(text, held(text));
    text = form.calmMarks(text, held(text));
    if (place.opens()) {
      text = form.withSubject(text);
      boolean heldOpening = held(text).stream().anyMatch(span -> span.start() == 0);
      text = heldOpening ? text : Draft.capital(text);
    }
    if (place.closes()) {
      text = FormalForm.closed(text);
    }
    return articles(sentence, text);
  }

  private String concise(String sentence, int strength) {
    String text = plain.apply(sentence, held(sentence), strength);
    text = brief.apply(text, held(text));
    return articles(sentence, text);
  }

  /// Does the wordy table know anything of this text?
  boolean isWordy(String text) {
    return plain.isIn(text, List.of());
  }

  /// Facts, quotations and code; a word of chats that opens a sentence is no name.
  private List<Span> held(String text) {
    List<Span> held = new ArrayList<>(HeldSpans.quoted(text));
    for (Fact fact : facts.extract(text, FactContext.of(text))) {
      int start = fact.kind() == FactClass.NAME ? afterLoose(fact) : fact.start();
      if (start < fact.end()) {
        held.add(new Span(start, fact.end()));
      }
    }
    return held;
  }

  private int afterLoose(Fact name) {
    int start = name.start();
    for (String word : name.surface().split("(?<=[ -])", -1)) {
      List<String> plainWord = StyleLists.words(word);
      if (!lists.loose().contains(plainWord)) {
        break;
      }
      start += word.length();
    }
    return start;
  }

  /// Where something changed, `a` and `an` fit the word behind them.
  private static String articles(String before, String after) {
    return before.equals(after)
        ? before
        : ARTICLE
            .matcher(after)
            .replaceAll(match -> {
              boolean an = VOWEL_SOUND.matcher(match.group(3)).matches();
              boolean asBefore = before.contains(match.group() + match.group(3));
              return asBefore ? match.group() : match.group(1) + (an ? "n" : "") + " ";
            });
  }
}
