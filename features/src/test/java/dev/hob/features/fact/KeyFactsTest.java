// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.features.fact.KeyFacts.KeyFact;
import dev.hob.features.fact.KeyFacts.Recall;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyFactsTest {
  private final KeyFacts keyFacts = new KeyFacts(new FactExtractor(WordLists.embedded()));

  private Recall recall(String answer, int limit, KeyFact... facts) {
    return keyFacts.recall(List.of(facts), answer, limit, FactContext.NONE);
  }

  @Test
  void aFactNeedsItsHardPartAndHalfOfItsOtherWords() {
    KeyFact fact = KeyFact.of("Clear your desk by 18:00 in the evening");
    assertEquals(new Recall(1, 1, 1, 1), recall("desk to be cleared: evening, 6 pm", 40, fact));
    assertEquals(new Recall(1, 0, 1, 1), recall("something at 18:00", 40, fact));
    assertEquals(new Recall(1, 0, 1, 0), recall("clear your desk this evening", 40, fact));
  }

  @Test
  void onlyWhatStandsWithinTheLimitCounts() {
    KeyFact fact = KeyFact.of("desk by 18:00");
    assertEquals(1, recall("one two desk 18:00", 5, fact).recalled());
    assertEquals(0, recall("one two desk 18:00", 3, fact).recalled());
  }

  @Test
  void anyOfSeveralSentencesWillDo() {
    KeyFact fact = new KeyFact(List.of("parcel comes tomorrow", "parcel is late"));
    assertEquals(new Recall(1, 1, 1, 0), recall("the parcel is late", 40, fact));
    assertEquals(1, recall("", 40).share());
  }

  @Test
  void clausesThatLostTheirQualifierAreCounted() {
    String source =
        "The office is not closed on Monday. Anna might come at noon.\nLunch is at one.";
    assertEquals(
        new Qualifiers.Lost(3, 1, 1),
        Qualifiers.lost("Office closed Monday; Anna comes at noon. Lunch at one.", source));
    assertEquals(
        new Qualifiers.Lost(2, 0, 0),
        Qualifiers.lost("Office isn't closed Monday; Anna may come at noon", source));
    assertEquals(new Qualifiers.Lost(0, 0, 0), Qualifiers.lost("", source));
  }
}
