// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.Qualifiers;
import dev.hob.features.fact.Tokens;
import dev.hob.features.fact.WordLists;
import dev.hob.features.style.StyleRules.Place;
import dev.hob.features.text.TextResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleRulesTest {
  private static final StyleLists LISTS = StyleLists.embedded();
  private static final StyleRules RULES =
      new StyleRules(new FactExtractor(WordLists.embedded()), LISTS);
  private static final StyleChecks CHECKS = new StyleChecks(LISTS, RULES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "thx for ur mail, i'll look at it asap lol|Thank you for your mail, I will look at it as soon as possible.",
        "it's been great!!! 😀|It has been great.",
        "Don't you have the key?|Do you not have the key?",
        "he'd better go|He had better go.",
        "got your letter...|I got your letter.",
        "hope you are well|I hope you are well.",
        "going to bring the cake|I am going to bring the cake.",
        "lets meet|Let us meet.",
        "the IM server isn't up :(|The IM server is not up."
      })
  void professionalSpellsOutAndCalmsDown(String before, String after) {
    assertEquals(after, RULES.rewrite(Style.PROFESSIONAL, 2, before, Place.ALONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bring the keys back.|Could you please bring the keys back?",
        "Do not open this door.|Please don't open this door.",
        "Send it today, otherwise we cannot pay.|Please send it today, otherwise we can't pay.",
        "Guests are requested not to smoke in their rooms.|Please don't smoke in your rooms.",
        "You are hereby requested to pay EUR 40.|Please pay EUR 40.",
        "We do not have it, they have left and I have a car.|We don't have it, they've left and I have a car.",
        "The simpler it is to say: It is true.|The simpler it is to say: It's true.",
        "Report writing is hard.|Report writing is hard.",
        "Yes, it is.|Yes, it is."
      })
  void friendlyAsksAndShortens(String before, String after) {
    assertEquals(after, RULES.rewrite(Style.FRIENDLY, 2, before, Place.ALONE));
  }

  @Test
  void aWeakFriendlyRewriteOnlySaysPleaseAndCouldYouIsAskedOnce() {
    assertEquals(
        "Please bring the keys back.",
        RULES.rewrite(Style.FRIENDLY, 1, "Bring the keys back.", Place.ALONE));
    assertEquals(
        "Please bring the keys back.",
        RULES.rewrite(Style.FRIENDLY, 2, "Bring the keys back.", new Place(true, true, true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "It is, in fact, really important.|It is important.",
        "He is a person who works a lot.|He works a lot.",
        "We bought a really old house.|We bought an old house.",
        "Due to the fact that it rained, we made a decision in order to stay.|Because it rained, we decided to stay.",
        "She is very, very tired.|She is tired.",
        "We need the tools that are necessary.|We need the necessary tools.",
        "It is not really bad.|It is not really bad.",
        "I left because honestly, I was tired.|I left because I was tired.",
        "It was just one of them.|It was just one of them.",
        "The very first one is the best.|The very first one is the best."
      })
  void conciseLeavesFillersOut(String before, String after) {
    String out = RULES.rewrite(Style.CONCISE, 2, before, Place.ALONE);
    assertEquals(after, out);
  }

  @Test
  void quotationsCodeLinksAndNamesAreLeftAlone() {
    String text = "Run `u gonna` and read \"lol ok\" at https://ok.example/u by Uma Thx-Berg.";
    assertEquals(text, RULES.rewrite(Style.PROFESSIONAL, 3, text, Place.ALONE));
  }

  @Test
  void whatHasItsStyleIsSeen() {
    assertTrue(CHECKS.has(Style.PROFESSIONAL, "Thank you for your message. We will answer soon."));
    assertFalse(CHECKS.has(Style.PROFESSIONAL, "thx for the message"));
    assertTrue(CHECKS.has(Style.FRIENDLY, "Could you please close the door?"));
    assertFalse(CHECKS.has(Style.FRIENDLY, "We do not like it. Please stop."));
    assertTrue(CHECKS.has(Style.CONCISE, "The room is free."));
    assertFalse(CHECKS.has(Style.CONCISE, "The room is basically free."));
  }

  @Test
  void noTableEntryTakesOrAddsANegation() {
    for (String file : new String[] {"plain.tsv", "formal.tsv", "friendly.tsv"}) {
      TextResource.lines(StyleRules.class, file)
          .map(line -> line.split("\t", -1))
          .filter(row -> !row[1].matches("nope|nah|dunno|idk|ain't|.*[a-z]nt|cant|wont"))
          .forEach(row ->
              assertEquals(
                  Qualifiers.negations(Tokens.words(row[1])),
                  Qualifiers.negations(Tokens.words(row[2])),
                  row[1]));
    }
  }
}
