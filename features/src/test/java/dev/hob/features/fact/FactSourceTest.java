// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FactSourceTest {
  private final FactExtractor extractor = new FactExtractor(WordLists.embedded());

  private List<String> unsupported(String source, String answer) {
    FactContext context = FactContext.of(source);
    return FactSource.of(source, extractor, context)
        .unsupported(extractor.extract(answer, context))
        .stream()
        .map(Fact::toString)
        .toList();
  }

  @Test
  void supportsOtherWordingsOfTheSameFact() {
    String source = "Anna Berg moved it to 15:30 on 3/4/2026: pay 1,200 EUR to Ivo's team (20 %)";
    assertEquals(List.of(), unsupported(source, "by 3.30 pm on 3 April 2026"));
    assertEquals(List.of(), unsupported(source, "on March 4"));
    assertEquals(List.of(), unsupported(source, "Berg pays €1200 to Ivo, 20%"));
    assertEquals(List.of("number 1300 €"), unsupported(source, "pay 1,300 euros"));
    assertEquals(List.of("time 210"), unsupported(source, "at 3:30 am"));
    assertEquals(List.of("name berg anna karenina"), unsupported(source, "Berg Anna Karenina"));
  }

  @Test
  void aNameMayTakeItsTokensFromOneSourceNameInAnyOrder() {
    assertEquals(List.of(), unsupported("for Anna Maria Berg", "so Berg Anna"));
    assertEquals(List.of("name ivo berg"), unsupported("for Ivo and Anna Berg", "so Ivo Berg"));
  }

  @Test
  void countsAreTrueOnlyWhereTheyWereCounted() {
    FactSource source =
        FactSource.of("hello", extractor, FactContext.NONE)
            .withCounts(
                Counts.of(
                    List.of(
                        new Counts.Item("Chat", "t1", "Ann"),
                        new Counts.Item("Chat", "t1", "Bob"),
                        new Counts.Item("Chat", "", "Ann"),
                        new Counts.Item("Mail", "", "Cy"))));
    List<Fact> facts = extractor.extract("1, 2, 3, 4, 5, three, 3 %", FactContext.NONE);
    assertEquals(
        List.of("number 5", "number 3 %"),
        source.unsupported(facts).stream().map(Fact::toString).toList());
    assertEquals(Set.of(0), Counts.of(List.of()));
  }
}
