// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactExtractorTest {
  private final FactExtractor extractor = new FactExtractor(WordLists.embedded());

  private List<String> facts(String text) {
    return facts(text, FactContext.of(text));
  }

  private List<String> facts(String text, FactContext context) {
    return extractor.extract(text, context).stream().map(Fact::toString).toList();
  }

  @Test
  void findsEveryClassOfTheFirstWorkedExample() {
    assertEquals(
        List.of(
            "name marta",
            "number 1200.5 $",
            "number 20 %",
            "date weekday 5",
            "time 930",
            "code abc-123",
            "code plan_v2.pdf",
            "code 1.2.3"),
        facts("Ask Marta for $1,200.50 (20%) by Friday at 3.30 pm, ABC-123, plan_v2.pdf, v1.2.3"));
  }

  @Test
  void findsWhatTheSecondWorkedExampleStatesAndNoMore() {
    assertEquals(
        List.of("number 2", "code #418", "time {545, 1265}", "number 25", "number 3000000"),
        facts(
            "Two builds failed; build #418 at 9h05, twenty-five tests, 3 million users, 5G, 15m"));
  }

  @Test
  void spansPointIntoTheTextAsItWasGiven() {
    String text = "  “Ａnna’s”\u00a0 review —  15:30, see\n www.Example.org/a.  Cafe\u0301 Noir";
    for (Fact fact : extractor.extract(text, FactContext.NONE)) {
      assertEquals(fact.surface(), text.substring(fact.start(), fact.end()));
    }
    List<String> surfaces =
        extractor.extract(text, FactContext.NONE).stream().map(Fact::surface).toList();
    assertEquals(List.of("Ａnna’s", "15:30", "www.Example.org/a", "Cafe\u0301 Noir"), surfaces);
  }

  @Test
  void normalizesLinksAndAddresses() {
    assertEquals(
        List.of("link example.org/Path", "link Me.x@host.de"),
        facts("see HTTPS://www.Example.ORG/Path/, or Me.x@Host.de."));
  }

  @Test
  void readsDatesInTheirManyForms() {
    assertEquals(List.of("date 2026-4-14"), facts("on 2026-04-14"));
    assertEquals(List.of("date ?-5-20"), facts("on 20 May, then"));
    assertEquals(List.of("date 2027-9-3"), facts("on the 3rd of Sept. 2027"));
    assertEquals(List.of("date 2026-3-1"), facts("on March 1st, 2026"));
    assertEquals(List.of("date ?-3-4 or ?-4-3"), facts("on 3/4"));
    assertEquals(List.of("date 2024-12-25 or 2024-25-12"), facts("on 25/12/24"));
  }

  @Test
  void relativeDaysBecomeDatesOnceTheDayIsKnown() {
    FactContext tuesday = FactContext.NONE.withToday(LocalDate.of(2026, 5, 19));
    FactSource source =
        FactSource.of("2026-05-20 07:45 and 2026-05-22", extractor, FactContext.NONE);
    assertTrue(source.supportsAll(extractor.extract("tomorrow and Friday", tuesday)));
    assertEquals(1, source.unsupported(extractor.extract("tonight", tuesday)).size());
    assertEquals(1, source.unsupported(extractor.extract("tomorrow", FactContext.NONE)).size());
  }

  @Test
  void readsTimesWithAndWithoutHalfOfTheDay() {
    assertEquals(List.of("time 0"), facts("at 12:00 am"));
    assertEquals(List.of("time 750"), facts("at 12.30 p.m."));
    assertEquals(List.of("time {0, 720}"), facts("at 12:00"));
    assertEquals(List.of("time 1020"), facts("at 17:00"));
    assertEquals(List.of("time 720", "time 0"), facts("noon or midnight"));
    assertEquals(List.of("time 900"), facts("at 3pm"));
  }

  @Test
  void readsNumbersWithSignScaleAndUnit() {
    assertEquals(List.of("number -5 €"), facts("loses -€5"));
    assertEquals(List.of("number 2500 $"), facts("pays 2.5k dollars"));
    assertEquals(List.of("number 3000000000"), facts("about 3 bn people"));
    assertEquals(List.of("number 200"), facts("two hundred of them"));
    assertEquals(List.of("number 100"), facts("a hundred of them"));
    assertEquals(List.of("number 40 £"), facts("worth 40 pounds"));
    assertEquals(List.of("number 10", "number 15"), facts("from 10-15 of them"));
    assertEquals(List.of(), facts("one of the 22nd, 4x, 10Mb"));
  }

  @Test
  void aSentenceMayOpenWithAnOrdinaryWord() {
    assertEquals(List.of("name anna"), facts("Then Anna left. Tell her."));
    assertEquals(List.of("name zorblax"), facts("Zorblax left."));
    assertEquals(List.of(), facts("Frobnication is when you frobnication."));
    assertEquals(List.of("date weekday 1"), facts("\"Don't!\" I said on Monday in May."));
    assertEquals(List.of("name anna berg", "name o'neill"), facts("for Anna Berg or O'Neill's"));
  }

  @Test
  void aNameNeverCrossesFromOneLineToTheNext() {
    assertEquals(List.of("name oak", "name maren"), facts("in room Oak\nMaren asks"));
    assertEquals(List.of("name oak"), facts("in room Oak\nThe rest"));
  }

  @Test
  void namesOfAppsAloneAreNoNames() {
    FactContext apps = FactContext.NONE.withApps(List.of("Slack", "Google Calendar"));
    assertEquals(List.of(), facts("in Slack and Google Calendar", apps));
    assertEquals(List.of("name slack hq"), facts("from Slack HQ", apps));
  }

  @Test
  void factsNeverOverlap() {
    long seed = Long.getLong("hob.seed", 20261125L);
    Random random = new Random(seed);
    String[] parts = {
      "a.",
      "bb.",
      "A",
      " ",
      "Anna",
      "'",
      "1",
      ",000",
      ":",
      "15:30",
      "#",
      "-",
      "/",
      "www.",
      "@",
      ".pdf",
      "$",
      "%",
      "am",
      "\n",
      "é",
      "e\u0301",
      "\u2019",
      "ﬁ",
      "x".repeat(9),
      "twenty",
      "h05"
    };
    for (int round = 0; round < 400; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      assertInOrder(text.toString(), seed);
    }
  }

  @Test
  void hostileTextsExhaustNeitherStackNorPatience() {
    for (String unit : List.of("A Bb ", "a.bb.", "1.22.", "a'bb'", "x@a.bb.", "Ab-A ", "1,000,")) {
      assertInOrder(unit.repeat(4_000), 0);
    }
  }

  private void assertInOrder(String text, long seed) {
    int end = 0;
    for (Fact fact : extractor.extract(text, FactContext.NONE)) {
      assertTrue(fact.start() >= end, () -> "seed " + seed + ": " + text);
      assertTrue(fact.end() > fact.start(), () -> "seed " + seed + ": " + text);
      end = fact.end();
    }
    assertTrue(end <= text.length());
  }
}
